/**
 * What the public sources leave open or contradict, as switches that may be turned at any time.
 * NOT-IMITATED.md says which source stands behind each side.
 */
export interface AnaplanSwitches {
	/** Body of the Integration API's 401. */
	unauthorizedBody: 'envelope' | 'auth' | 'empty' | 'html';
	/** 600 requests a minute per tenant; false: no limit. */
	rateLimit: boolean;
	/** Retry-After of the limiter's 429. */
	retryAfter: 'seconds' | 'http-date' | 'none';
	/** True: every page carries `next`, also the last one. */
	lyingNext: boolean;
	/** False: an empty collection leaves out `meta.paging` too. */
	pagingWhenEmpty: boolean;
	/** True: metadata of an unknown import answers 500 instead of 404. */
	unknownImport500: boolean;
	/** Status for a chunk above the size limit. */
	oversizeStatus: 413 | 400;
	/**
	 * False: chunks are counted and dropped, and an import of them takes every row without touching
	 * the model, so that a benchmark's file of any size fits. No open question, but a help.
	 */
	keepUploads: boolean;
	/** The chunk count in the reply to setting it. */
	chunkCountEcho: 'asSet' | 'zero';
	/** True: reads outside imports, exports and processes hang while a task runs in the model. */
	busyHangs: boolean;
	/** True: starting a task answers a bare `{taskId}`. */
	bareTaskId: boolean;
	/** True: task results carry objectName. */
	objectNames: boolean;
	/** `values` of details that report failures. */
	failureValues: 'present' | 'empty' | 'null';
	/** `older`: source columns and one `__Error__0`; no status, no line. */
	dumpLayout: 'current' | 'older';
	/** What `_Line_` counts: lines of the file, or rows (a row may hold line breaks). */
	dumpLines: 'physical' | 'record';
	/** A mapped column missing from the file: the import fails, or the mapping is dropped. */
	missingColumn: 'fail' | 'dropMapping';
	/** An empty cell of a module import. */
	blankCells: 'noChange' | 'clear';
	/** Two rows of one file with texts for the same cell. */
	duplicateText: 'lastWins' | 'firstWins';
	/** An unknown parent: the item arrives without it, or the row is refused. */
	invalidParent: 'warning' | 'error';
	/** True: codes that differ only in case are the same. */
	codesIgnoreCase: boolean;
	/** `keep`: a byte order mark sticks to the first column's name. */
	byteOrderMark: 'keep' | 'strip';
	/** True: a locked model refuses uploads too, not only tasks. */
	lockedRefusesUploads: boolean;
	/** True: a step of a process that fails as a whole keeps the later steps from running. */
	processStopsOnFailure: boolean;
	/** A deployed model asked to change a list that is no production list. */
	deployedRefusal: 'http425' | 'task';
	/** True: a token refresh hands out another refreshTokenId. */
	refreshTokenIdChanges: boolean;
	/** True: certificate sign-ins in the older body format are refused. */
	requireV2: boolean;
	/** Unit of the time in a v2 body. */
	v2Time: 'seconds' | 'milliseconds';
	/** Bodies that the OAuth endpoints take. */
	oauthBodies: 'json' | 'both';
	/** True: each use of a refresh token brings a new one and kills the old. */
	rotatableTokens: boolean;
	/** Reply to deleting list items: counts at the top, or under `result`. */
	deleteReply: 'flat' | 'nested';
	/** What an item that is in the list already is refused as. */
	duplicateFailure: 'DUPLICATE' | 'INCORRECT_FORMAT';
	/** An item added again with the same values: a failure, or counted as ignored and not named. */
	repeatedAdd: 'failure' | 'ignored';
	/** True: list items and cells are written by workspace administrators only. */
	writesNeedAdmin: boolean;
	/** False: a write of cells without failures leaves `failures` out. */
	emptyFailures: boolean;
	/** Most cells of one write: 100,000, or 1,000. */
	cellsPerWrite: 'documented' | 'fewer';
	/** True: callbacks on this machine are taken, which Anaplan refuses. */
	loopbackRedirects: boolean;
}

/** What the better sources say; where they are silent, the side that is stricter with a client. */
export function defaultSwitches(): AnaplanSwitches {
	return {
		unauthorizedBody: 'envelope',
		rateLimit: true,
		retryAfter: 'seconds',
		lyingNext: false,
		pagingWhenEmpty: true,
		unknownImport500: false,
		oversizeStatus: 413,
		keepUploads: true,
		chunkCountEcho: 'asSet',
		busyHangs: false,
		bareTaskId: false,
		objectNames: false,
		failureValues: 'present',
		dumpLayout: 'current',
		dumpLines: 'physical',
		missingColumn: 'fail',
		blankCells: 'noChange',
		duplicateText: 'lastWins',
		invalidParent: 'warning',
		codesIgnoreCase: false,
		byteOrderMark: 'keep',
		lockedRefusesUploads: true,
		processStopsOnFailure: false,
		deployedRefusal: 'http425',
		refreshTokenIdChanges: false,
		requireV2: false,
		v2Time: 'seconds',
		oauthBodies: 'json',
		rotatableTokens: true,
		deleteReply: 'flat',
		duplicateFailure: 'DUPLICATE',
		repeatedAdd: 'failure',
		writesNeedAdmin: true,
		emptyFailures: true,
		cellsPerWrite: 'documented',
		loopbackRedirects: true,
	};
}
