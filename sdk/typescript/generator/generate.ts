// Writes src/generated from openapi/v1.json: the schemas as types, the methods as interfaces, and one line of a table for each operation.
// `--check` compares instead, and prints the differences. names.json gives each operation its method; a new operation gets a proposal.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import { type Contract, methodsOf, type Names, proposals, schemasOnly } from "./operations.js";
import { writeInterfaces, writeTable } from "./write.js";

const root = new URL("../../", import.meta.url);
const isCheck = process.argv.includes("--check");
const contract = JSON.parse(readFileSync(new URL("../../openapi/v1.json", root), "utf8")) as Contract;
const namesFile = new URL("names.json", root);
const names = JSON.parse(readFileSync(namesFile, "utf8")) as Names;

const added = proposals(contract, names);
for (const { resource, method, operation } of added) {
  names.resources[resource] ??= {};
  names.resources[resource][method] = operation;
  console.log(`${operation} is new. It becomes ${resource}.${method}: choose a better name in names.json if there is one.`);
}

const methods = methodsOf(contract, names);
const header = "// Made by `npm run generate` from openapi/v1.json and names.json.\n";
const schemas = await openapiTS(schemasOnly(contract) as unknown as OpenAPI3, { defaultNonNullable: false, silent: true });
const files: [string, string][] = [
  ["src/generated/schemas.ts", `${header}${onlyComponents(astToString(schemas))}`],
  ["src/generated/resources.ts", header + writeInterfaces(methods)],
  ["src/generated/operations.ts", header + writeTable(methods)],
  ["names.json", `${JSON.stringify(names, null, 2)}\n`],
];

let isStale = false;
for (const [name, text] of files) {
  const file = new URL(name, root);
  if (existsSync(file) && readFileSync(file, "utf8") === text) {
    continue;
  }
  if (isCheck) {
    console.error(`${fileURLToPath(file)} is not what openapi/v1.json gives. Run: npm run generate`);
    isStale = true;
  } else {
    writeFileSync(file, text);
  }
}
process.exitCode = isStale ? 1 : 0;

/** Leaves out the parts of the generated text that are empty: paths, webhooks, operations. */
function onlyComponents(text: string): string {
  const from = text.indexOf("export interface components");
  const to = text.indexOf("\nexport type $defs");
  return text.slice(from, to < 0 ? undefined : to + 1);
}
