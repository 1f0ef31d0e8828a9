/** How a CSV file is written, as Anaplan's file and import definitions describe it. */

export interface CsvFormat {
	/** As the service spells it, for example `UTF-8`, `ISO-8859-1` or `UTF-16LE`. */
	encoding: string;
	/** Between the columns; one character. */
	separator: string;
	/** Around text that needs it; empty where the file knows no quoting. */
	delimiter: string;
	lineEnd: '\n' | '\r\n';
}

/** Where a value stands, for errors: the row in the user's words, and the column. */
export interface CellPlace {
	row: string;
	column: string;
}
