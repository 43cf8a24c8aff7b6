// What is asked, as the fragment of an address, and back: `#queries/investors-of?org=xAI&.as=chart`, `#sparql?query=…`.
// Names that begin with a dot are the page's own; a parameter never does. What cannot be used is left out.

export const FORMS = ["table", "graph", "chart"] as const;
export type Form = (typeof FORMS)[number];
export interface Asked {
  folder: "queries" | "views" | "sparql";
  /** The question or view; "" of SPARQL, and where none is chosen. */
  name: string;
  /** What its parameters are given; of SPARQL the `query`. */
  given: Record<string, string>;
  /** How the answer is shown; null is the form that suits it best. */
  form: Form | null;
  /** Rows before the first. */
  offset: number;
  /** The column that it is sorted by, "-" before it the other way; "" as the answer came. */
  sort: string;
  /** Whether it is asked, or only about to be. */
  run: boolean;
  /** Seconds it may take, if less than the server allows. */
  seconds: number | null;
}
export const BLANK: Asked = { folder: "queries", name: "", given: {}, form: null, offset: 0, sort: "", run: false, seconds: null };

const LONGEST = 200_000;
const PLACE = /^(?:(queries|views)\/([a-z0-9-]{1,80})|(sparql))$/;
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_]{0,60}$/;

export function written({ folder, name, given, form, offset, sort, run, seconds }: Asked): string {
  if (folder !== "sparql" && !name) return "";
  const pairs = Object.entries(given).filter(([, value]) => value);
  if (form) pairs.push([".as", form]);
  if (offset) pairs.push([".from", String(offset)]);
  if (sort) pairs.push([".sort", sort]);
  if (seconds) pairs.push([".seconds", String(seconds)]);
  if (!run) pairs.push([".run", "no"]);
  const query = new URLSearchParams(pairs).toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return `#${folder === "sparql" ? "sparql" : `${folder}/${name}`}${query && `?${query}`}`;
}

export function understood(fragment: string): Asked {
  const text = fragment.replace(/^#/, "");
  const mark = text.indexOf("?");
  const place = PLACE.exec(mark < 0 ? text : text.slice(0, mark));
  if (!place || text.length > LONGEST) return BLANK;
  const pairs = new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1));
  const given: Record<string, string> = {};
  for (const [name, value] of pairs) if (PARAMETER.test(name) && value && !Object.hasOwn(given, name)) given[name] = value;
  const [form, sort] = [pairs.get(".as"), pairs.get(".sort") ?? ""];
  return {
    folder: (place[1] ?? "sparql") as Asked["folder"],
    name: place[2] ?? "",
    given: place[3] ? { query: given["query"] ?? "" } : given,
    form: FORMS.find((one) => one === form) ?? null,
    offset: whole(pairs.get(".from"), 10_000_000) ?? 0,
    sort: /^-?[A-Za-z_]\w{0,60}$/.test(sort) ? sort : "",
    run: pairs.get(".run") !== "no",
    seconds: whole(pairs.get(".seconds"), 3_600),
  };
}

function whole(text: string | null, most: number): number | null {
  const value = /^\d{1,8}$/.test(text ?? "") ? Number(text) : 0;
  return value > 0 && value <= most ? value : null;
}
