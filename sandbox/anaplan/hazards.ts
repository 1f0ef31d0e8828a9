/** Things Anaplan lets pass but a careful client never does; tests assert that the list is empty. */

export interface Hazard {
	/** Epoch milliseconds on the simulator's clock. */
	at: number;
	kind:
		| 'uploadWhileTaskUnfinished'
		| 'strayFileCreated'
		| 'duplicateKeysSummed'
		| 'defaultFileUsed';
	modelId: string;
	/** One sentence for the person reading a failed test. */
	detail: string;
}
