// Builds the style sheets, scripts, fonts and signs of the dashboard into dashboard/static: bundled, minified, with the hash of
// the content in every name, and compressed beforehand. manifest.json maps the names templates use to the hashed ones.
//
// Entries are js/*.entry.js, css/*.entry.css and img/*.svg; what they import comes with them.
import { build } from 'esbuild';
import { readdir, readFile, unlink, writeFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '..', 'static');
const keep = new Set(['.gitkeep', 'manifest.json']);

/** The files of a folder whose name ends so, as esbuild entries named without the ending. */
async function entries(folder, ending) {
  const names = await readdir(join(here, folder)).catch(() => []);
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => ({ in: join(here, folder, name), out: name.slice(0, -ending.length) }));
}

/** The name templates use for an output: "app-4F2K.css" is "app.css", a font drops the words that say nothing here. */
function plainName(file) {
  return file.replace(/-[A-Z0-9]{8}(\.[a-z0-9]+)$/, '$1').replace('-wght-normal', '');
}

/** The compressed forms that are worth sending: text of some size that really shrinks. */
function compressed(file, contents) {
  if (!/\.(css|js|svg)$/.test(file) || contents.length < 512) return [];
  const brotli = brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const forms = [[`${file}.br`, brotli], [`${file}.gz`, gzipSync(contents, { level: 9 })]];
  return forms.filter(([, data]) => data.length < contents.length * 0.9);
}

/** Writes a file unless it is there already with the same content, so that an unchanged build leaves the Go cache warm. */
async function write(name, data) {
  const path = join(target, name);
  const before = await readFile(path).catch(() => null);
  if (before === null || !before.equals(Buffer.from(data))) await writeFile(path, data);
}

const all = [
  ...(await entries('js', '.entry.js')),
  ...(await entries('css', '.entry.css')),
  ...(await entries('img', '.svg')),
];

// The kiosk runs on tablets that are five years old and will not be updated; staff have browsers of today.
const tablet = { of: all.filter(({ out }) => out.startsWith('kiosk')), target: ['chrome80', 'firefox78', 'safari14.1'] };
const desk = { of: all.filter((entry) => !tablet.of.includes(entry)), target: ['chrome105', 'firefox110', 'safari15.6'] };

const results = await Promise.all([tablet, desk].map(({ of, target: browsers }) => build({
  entryPoints: of,
  outdir: target,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: browsers,
  loader: { '.woff2': 'file', '.svg': 'copy' },
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
})));

await mkdir(target, { recursive: true });
const manifest = {};
const written = new Set(keep);
for (const { path, contents } of results.flatMap((result) => result.outputFiles)) {
  const file = basename(path);
  manifest[plainName(file)] = file;
  for (const [name, data] of [[file, contents], ...compressed(file, contents)]) {
    await write(name, data);
    written.add(name);
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await write('manifest.json', `${JSON.stringify(sorted, null, 2)}\n`);
for (const name of await readdir(target)) {
  if (!written.has(name)) await unlink(join(target, name));
}
console.log(`assets: ${Object.keys(sorted).length} files in dashboard/static`);
