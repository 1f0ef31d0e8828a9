/**
 * Budgets: one row per cell, that is per account, date and, where the budget is divided by them,
 * customer, class or department. A cell has no Id in QuickBooks; those Ids and the date are its key,
 * so it keeps the key when its amount changes or others are added. Amounts are in home currency and as
 * entered: income and costs both count plus. A budget has no total of its own; it is the sum of the cells.
 */
import type { QuickBooksObject } from '../../flow';
import { SettingError } from '../../errors';
import { documentPreset } from '../documents';
import { dateAt, listAt, numberAt, refAt, textAt } from '../fields';
import { figureLine, type Line, type LineContext } from '../lines';
import { sum, ZERO } from '../money';
import { partyAt } from '../parties';

export const budgetPreset = documentPreset({
	documentNumber: (source) => textAt(source, 'Name'),
	lines: (source, context) =>
		listAt(source, 'BudgetDetail').map((cell, index) => readCell(cell, index + 1, context)),
	total: (_source, lines) => sum(lines.map(({ amount }) => amount)),
	posting: false,
	date: (source, document) => dateAt(source, 'StartDate', document),
	documentStatus: (source) => textAt(source, 'BudgetType'),
	isInactive: (source) => source.Active === false,
});

function readCell(cell: QuickBooksObject, place: number, context: LineContext): Line {
	const { document } = context;
	const date = dateAt(cell, 'BudgetDate', document);
	if (date === '') {
		throw new SettingError(
			`${document}: cell ${place} has no BudgetDate.`,
			'Read the budget again; if the date is still missing, open the budget in QuickBooks and save it.',
		);
	}
	const accountId = refAt(cell, 'AccountRef');
	const customerId = refAt(cell, 'CustomerRef');
	const classId = refAt(cell, 'ClassRef');
	const departmentId = refAt(cell, 'DepartmentRef');
	const key = [
		accountId || '0',
		date.replaceAll('-', ''),
		...(customerId === '' ? [] : [`C${customerId}`]),
		...(classId === '' ? [] : [`K${classId}`]),
		...(departmentId === '' ? [] : [`D${departmentId}`]),
	].join('-');
	return {
		...figureLine(
			context.ids.claim(key, String(place)),
			'Budget',
			numberAt(cell, 'Amount', document, `cell ${place}, Amount`) ?? ZERO,
			'',
		),
		accountId,
		classId,
		date,
		departmentId,
		party: partyAt(cell, 'CustomerRef', 'Customer'),
	};
}
