// A second reader of workbooks, independent of the library that writes them: unzips the file and reads the XML as it stands.
import { strFromU8, unzipSync } from "fflate";

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
