// Cells of CSV that a spreadsheet would run, disarmed as in the files of the catalogue (`aikg.cells`).
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|$)/g;
const FORMULA = /^"?[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** CSV with an apostrophe before each cell that would run as a formula; numbers stay numbers. */
export function disarmed(csv: string): string {
  return csv.replace(CELL, (_, cell: string, end: string) => {
    const runs = FORMULA.test(cell) && !NUMBER.test(cell.replace(/^"|"$/g, ""));
    return (runs ? (cell.startsWith('"') ? `"'${cell.slice(1)}` : `'${cell}`) : cell) + end;
  });
}
