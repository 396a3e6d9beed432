// The generated texts: interfaces for people and their editors, a table for the core.
import { type Method, typeOf } from "./operations.js";

function className(resource: string): string {
  return `${resource[0]?.toUpperCase()}${resource.slice(1)}Resource`;
}

function byResource(methods: Method[]): [string, Method[]][] {
  const groups = new Map<string, Method[]>();
  for (const method of methods) {
    groups.set(method.resource, [...(groups.get(method.resource) ?? []), method]);
  }
  return [...groups];
}

function comment(method: Method): string {
  const lines = [
    method.summary.replace(/\.?$/, "."),
    ...(method.description ? [method.description] : []),
    `\`${method.verb} ${method.path}\``,
  ];
  for (const parameter of method.pathParameters) {
    if (parameter.description) {
      lines.push(`@param ${parameter.name} ${parameter.description}`);
    }
  }
  const text = lines.flatMap((line) => line.split(/\r?\n/)).map((line) => `   * ${line.replaceAll("*/", "* /")}`.trimEnd());
  return `  /**\n${text.join("\n")}\n   */\n`;
}

function signature(method: Method): string {
  const parameters = method.pathParameters.map(({ name, type }) => `${name}: ${type}`);
  if (method.isUpload) {
    parameters.push("file: UploadBody");
  } else if (method.body) {
    parameters.push(`body${method.body.isOptional ? "?" : ""}: ${method.body.type}`);
  }
  if (method.query.length > 0) {
    const isOptional = method.query.every((parameter) => !parameter.required);
    const members = method.query.map(
      (parameter) =>
        `    ${parameter.description ? `/** ${parameter.description.replaceAll("*/", "* /")} */ ` : ""}${parameter.name}${parameter.required ? "" : "?"}: ${typeOf(parameter.schema)};\n`,
    );
    parameters.push(`query${isOptional ? "?" : ""}: {\n${members.join("")}  }`);
  }
  parameters.push(`options?: ${method.isUpload ? "UploadOptions" : "CallOptions"}`);
  const answer = method.paging && method.item ? `Pages<${method.item}, ${method.answer}>` : `Promise<${method.answer}>`;
  return `  ${method.name}(${parameters.join(", ")}): ${answer};\n`;
}

export function writeInterfaces(methods: Method[]): string {
  const groups = byResource(methods);
  const interfaces = groups.map(
    ([resource, own]) =>
      `export interface ${className(resource)} {\n${own.map((method) => comment(method) + signature(method)).join("\n")}}\n`,
  );
  return [
    'import type { Pages } from "../core/paging.js";',
    'import type { CallOptions, UploadBody, UploadOptions, WithoutClientId } from "../core/options.js";',
    'import type { components } from "./schemas.js";\n',
    "/** Every schema of the API by its name. */",
    'export type Schemas = components["schemas"];\n',
    interfaces.join("\n"),
    "/** Every operation of the API, by resource. */",
    `export interface Resources {\n${groups.map(([resource]) => `  readonly ${resource}: ${className(resource)};\n`).join("")}}`,
    "",
  ].join("\n");
}

/**
 * A line is "flags method/path"; each resource has its lines in one text, which is the shortest form after gzip. The first flag is the verb:
 * G is GET, P POST, U PUT, A PATCH, D DELETE. The others: k takes an Idempotency-Key; b has a body; c gets a client_id; u uploads; q has a query;
 * p, s or a is a list (by cursor or page, by message numbers, by after_seq); r answers a file; o is open to all; t gives tokens; e ends the session.
 */
export function writeTable(methods: Method[]): string {
  const flags = (method: Method) =>
    [
      method.takesKey && "k",
      method.body && "b",
      method.takesClientId && "c",
      method.isUpload && "u",
      method.query.length > 0 && "q",
      method.paging,
      method.answer === "Response" && "r",
      method.isOpen && "o",
      method.givesTokens && "t",
      method.endsSession && "e",
    ]
      .filter(Boolean)
      .join("");
  const lines = byResource(methods).map(([resource, own]) => {
    const entries = own.map(
      (method) => `${letterOf(method.verb)}${flags(method)} ${method.name}${method.path.replace(/\{[^}]*\}/g, "{}")}`,
    );
    return `  ${resource}: \`${entries.join("\n")}\`,\n`;
  });
  return `/** Of each resource its operations, a line each: "flags method/path"; generator/write.ts says what the flags mean. */\nexport const operations: Readonly<Record<string, string>> = {\n${lines.join("")}};\n`;
}

function letterOf(verb: string): string {
  const letter = { GET: "G", POST: "P", PUT: "U", PATCH: "A", DELETE: "D" }[verb];
  if (!letter) {
    throw new Error(`The table has no letter for ${verb}.`);
  }
  return letter;
}
