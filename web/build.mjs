// Builds the scripts into the server's assets, and the licences of what is in them beside; --check only compares.

import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ASSETS = resolve(HERE, "../src/kg/serve/static");
const COMMON = { bundle: true, minify: true, format: "esm", target: "es2022", write: false, absWorkingDir: HERE, metafile: true };

const made = await Promise.all([
  build({ ...COMMON, entryPoints: ["src/sparql.js"], external: ["./sparql-editor.js"], outdir: ASSETS }),
  build({ ...COMMON, entryPoints: ["src/sparql-editor.js"], outdir: ASSETS }),
]);
const files = made.flatMap((result) => result.outputFiles.map((file) => [file.path, file.text]));
files.push([resolve(ASSETS, "sparql-editor.licences.txt"), await licences(made)]);

const stale = [];
for (const [path, text] of files) {
  if ((await readFile(path, "utf8").catch(() => "")) === text) continue;
  stale.push(relative(process.cwd(), path));
  if (!process.argv.includes("--check")) await writeFile(path, text);
}
if (process.argv.includes("--check") && stale.length) {
  console.error(`Not what the sources give: ${stale.join(", ")}. Run make assets.`);
  process.exit(1);
}

// The licence of every package whose code is in a bundle.
async function licences(results) {
  const inputs = results.flatMap((result) => Object.keys(result.metafile.inputs));
  const names = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean));
  const texts = [...names].sort().map(async (name) => {
    const folder = resolve(HERE, "node_modules", name);
    const { version } = JSON.parse(await readFile(resolve(folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${(await readFile(resolve(folder, "LICENSE"), "utf8")).trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
