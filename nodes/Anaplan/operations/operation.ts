/** What a resource and an operation of the Anaplan node are. */
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

/** One operation, in a file of its own. */
export interface Operation {
	/** Its line in the dropdown; `action` is also what the canvas shows under the node. */
	option: INodePropertyOptions & { value: string; action: string };
	fields: INodeProperties[];
	/** Works on all items of a run and fills the outputs Loaded and Rejected. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]>;
}

/** One resource: a folder with an index that lists its operations. */
export interface Resource {
	/** Its line in the dropdown. */
	option: INodePropertyOptions & { value: string };
	/** In the order of the dropdown, which is that of their names. */
	operations: readonly Operation[];
	/** The operation chosen at first. */
	defaultOperation: Operation;
}
