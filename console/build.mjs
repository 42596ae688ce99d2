/**
 * Builds the console into the resources of the server: names carry the hash of their content, a
 * page that names them, and the digest of the sources, by which a test finds a forgotten build.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../runtime/src/main/resources/dev/converge/runtime/console");

function files(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap(name => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? files(path) : [path];
    });
}

/** The digest of everything that the bundle is made of; ConsoleBundleTest computes the same. */
function digest() {
  const all = [...files(join(here, "src")).filter(path => !path.endsWith("schema.d.ts")), ...["build.mjs", "package.json", "package-lock.json", "tsconfig.json"].map(n => join(here, n))];
  const lines = all.map(path => {
    const name = relative(here, path).split(sep).join("/");
    return `${createHash("sha256").update(readFileSync(path)).digest("hex")}  ${name}\n`;
  });
  lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return createHash("sha256").update(lines.join("")).digest("hex");
}

const result = await build({
  entryPoints: [join(here, "src/main.tsx"), join(here, "src/style.css")],
  outdir: join(target, "assets"),
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["es2022", "chrome120", "firefox121", "safari17.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  metafile: true,
  write: false,
  legalComments: "none",
  absWorkingDir: here,
});
rmSync(join(target, "assets"), { recursive: true, force: true });
mkdirSync(join(target, "assets"), { recursive: true });
const named = {};
let whole = 0;
for (const file of result.outputFiles) {
  const name = file.path.split(sep).at(-1);
  writeFileSync(join(target, "assets", name), file.contents);
  if (name.startsWith("main-")) named.script = name;
  if (name.startsWith("style-")) named.style = name;
  whole += file.contents.length;
}
// A jar has no directory that can be listed everywhere.
writeFileSync(join(target, "assets.txt"), result.outputFiles.map(file => `${file.path.split(sep).at(-1)}\n`).sort().join(""));
writeFileSync(
  join(target, "index.html"),
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>converge</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{up}assets/${named.style}">
<script type="module" src="{up}assets/${named.script}"></script>
</head>
<body>
<div id="app"><noscript>The console needs JavaScript. The API is described at /docs.</noscript></div>
</body>
</html>
`,
);
// The licences of what is in the bundle go with it.
const bundled = new Set(
  Object.keys(result.metafile.inputs).flatMap(path => {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    return found ? [found[1]] : [];
  }),
);
writeFileSync(
  join(target, "licences.txt"),
  [...bundled]
    .sort()
    .map(name => {
      const folder = join(here, "node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find(one => /^licen[cs]e/i.test(one));
      const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`),
);
writeFileSync(join(target, "sources.sha256"), `${digest()}\n`);
for (const file of result.outputFiles) {
  const name = file.path.split(sep).at(-1);
  console.log(`${name}: ${file.contents.length} bytes, ${gzipSync(file.contents).length} compressed`);
}
console.log(`all: ${whole} bytes`);
