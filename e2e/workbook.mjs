// A second reader of workbooks, independent of the library that writes them: unzips the file and reads the XML as it stands.
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

/** @returns {{sheets: {name: string, numbers: number[], texts: string[]}[], charts: number}} */
export function readWorkbook(bytes) {
  const files = unzipSync(bytes);
  const xml = (name) => (files[name] ? strFromU8(files[name]) : "");
  const shared = [...xml("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map((m) => plain(m[1]));
  const targets = new Map([...xml("xl/_rels/workbook.xml.rels").matchAll(/<Relationship\b[^>]*>/g)]
    .map(([tag]) => [attribute(tag, "Id"), attribute(tag, "Target").replace(/^\/?(xl\/)?/, "xl/")]));
  const sheets = [...xml("xl/workbook.xml").matchAll(/<sheet\b[^>]*>/g)].map(([tag]) => {
    const cells = [...xml(targets.get(attribute(tag, "r:id"))).matchAll(/<c\b([^>]*)>(.*?)<\/c>/gs)];
    const sheet = { name: plain(attribute(tag, "name")), numbers: [], texts: [] };
    for (const [, attributes, content] of cells) {
      const type = /\bt="(\w+)"/.exec(attributes)?.[1] ?? "n";
      const value = /<v>(.*?)<\/v>/s.exec(content)?.[1];
      if (type === "s") sheet.texts.push(shared[Number(value)]);
      else if (type === "inlineStr") sheet.texts.push(plain(content));
      else if (type === "n" && value !== undefined) sheet.numbers.push(Number(value));
    }
    return sheet;
  });
  return { sheets, charts: Object.keys(files).filter((f) => /^xl\/charts\/chart\d+\.xml$/.test(f)).length };
}

const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";

const plain = (xml) => xml.replace(/<[^>]+>/g, "")
  .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, "&");

/** A workbook of one sheet as Excel writes it: texts are shared, each kept once. Cells are texts, or dates. */
export function writeWorkbook(name, rows) {
  const texts = new Map();
  const cell = (value) => {
    if (value instanceof Date) return `<c s="1"><v>${value.getTime() / 86_400_000 + 25_569}</v></c>`;
    if (value === "") return "<c/>";
    if (!texts.has(value)) texts.set(value, texts.size);
    return `<c t="s"><v>${texts.get(value)}</v></c>`;
  };
  const sheet = rows.map((row, i) => `<row r="${i + 1}">${row.map(cell).join("")}</row>`).join("");
  const part = (body) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`);
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const types = "http://schemas.openxmlformats.org/package/2006";
  const relation = (id, kind, target) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const override = (path, kind) => `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return zipSync({
    "[Content_Types].xml": part(`<Types xmlns="${types}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
      + override("/xl/workbook.xml", "sheet.main") + override("/xl/worksheets/sheet1.xml", "worksheet") + override("/xl/styles.xml", "styles")
      + override("/xl/sharedStrings.xml", "sharedStrings") + "</Types>"),
    "_rels/.rels": part(`<Relationships xmlns="${types}/relationships">${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`),
    "xl/workbook.xml": part(`<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    "xl/_rels/workbook.xml.rels": part(`<Relationships xmlns="${types}/relationships">${relation("rId1", "worksheet", "worksheets/sheet1.xml")}`
      + `${relation("rId2", "styles", "styles.xml")}${relation("rId3", "sharedStrings", "sharedStrings.xml")}</Relationships>`),
    "xl/styles.xml": part(`<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>`
      + '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'),
    "xl/worksheets/sheet1.xml": part(`<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`),
    "xl/sharedStrings.xml": part(`<sst xmlns="${main}">${[...texts.keys()].map((t) => `<si><t xml:space="preserve">${escaped(t)}</t></si>`).join("")}</sst>`),
  });
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
