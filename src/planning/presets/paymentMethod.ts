/** Payment methods: one row each; Type says whether it is a credit card. */
import { listPreset } from '../lists';

export const paymentMethodPreset = listPreset({
	nameField: 'Name',
	ownColumns: (item) => ({ Type: item.text('Type') }),
});
