// The one command that makes the bundle: `npm run build`. The same sources give the same bytes.
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = process.argv[2] ?? join(here, "../src/aikg/server/bundle");

// A page has an entry point of its own name, and a style sheet of that name if it imports one.
// `start` runs before the first paint, as a classic script, so nothing may import it.
const entries = ["start", "explorer", "layout", "ask", "map"];

await rm(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}.ts`),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  entryNames: "[name]",
  chunkNames: "chunk-[hash]",
});

const packages = new Set();
for (const input of Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const licences = await Promise.all(
  [...packages].sort().map(async (name) => {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${await licenceOf(folder)}`;
  }),
);
await writeFile(join(out, "LICENSES.txt"), `${licences.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);

async function licenceOf(folder) {
  for (const name of ["LICENSE.txt", "LICENSE", "LICENSE.md", "license", "LICENCE"]) {
    try {
      return (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n").trim();
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${folder} holds no licence`);
}
