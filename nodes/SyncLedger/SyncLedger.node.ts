import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { ANAPLAN_CREDENTIAL } from '../../src/n8n/anaplan';
import { ANAPLAN_CONNECTED } from '../../src/n8n/anaplanOAuth2';
import { searchModels, searchWorkspaces } from '../Anaplan/listSearch';
import { searchLists } from './listSearch';
import { testLedgerPostgres } from './credentialTest';
import { findOperation, operationFields } from './operations';
import { STORES_WITH_POSTGRES } from './operations/move';

/**
 * Remembers what was loaded. Programmatic, because every operation is a command to a store that is
 * either a workflow or a database.
 */
export class SyncLedger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Ledger',
		name: 'syncLedger',
		icon: { light: 'file:syncLedger.svg', dark: 'file:syncLedger.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ({ prepare: "Prepare", record: "Record Outcome", keep: "Keep the Ledger", auditTrail: "Get Audit Trail", status: "Get Status", exportState: "Export", importState: "Import", move: "Move to Another Store", runSync: "Run Sync (One at a Time)" })[$parameter["operation"]] ?? $parameter["operation"].toTitleCase() }}',
		description:
			'Skip what Anaplan already holds, take removed money out again, and remember what was loaded',
		defaults: { name: 'Sync Ledger' },
		usableAsTool: true,
		inputs:
			'={{ $parameter["operation"] === "record" ? [{ type: "main", displayName: "Loaded" }, { type: "main", displayName: "Rejected" }] : ["main"] }}',
		// A run is recorded once, even when nothing was rejected and that side stays empty.
		requiredInputs: 1,
		outputs:
			'={{ $parameter["operation"] === "record" ? [{ type: "main", displayName: "Summary" }, { type: "main", displayName: "Audit Trail" }] : ["main"] }}',
		credentials: [
			{
				// Spelt out: the published lint finds the test of a credential only by its literal name.
				name: 'syncLedgerPostgresApi',
				required: true,
				testedBy: 'testLedgerPostgres',
				displayOptions: { show: { ledgerStore: STORES_WITH_POSTGRES } },
			},
			{
				name: ANAPLAN_CREDENTIAL,
				required: true,
				displayOptions: { show: { keysFrom: ['list'], authentication: [ANAPLAN_CREDENTIAL] } },
			},
			{
				name: ANAPLAN_CONNECTED,
				required: true,
				displayOptions: {
					show: { keysFrom: ['list'], authentication: [ANAPLAN_CONNECTED] },
				},
			},
		],
		properties: operationFields,
	};

	methods = {
		listSearch: { searchWorkspaces, searchModels, searchLists },
		credentialTest: { testLedgerPostgres },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = this.getNodeParameter('operation', 0);
		const operation = findOperation(name);
		if (operation === undefined) {
			throw new NodeOperationError(this.getNode(), `The operation "${String(name)}" is unknown.`, {
				description: 'Choose an operation from the list.',
			});
		}
		return await operation.execute(this);
	}
}
