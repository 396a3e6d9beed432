// Reads the contract: the method of each operation, with its parameters, its answer and the facts that the core needs.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: (string | number | null)[];
  items?: Schema;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  format?: string;
}

interface Content {
  schema?: Schema;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
}

interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
  security?: unknown[];
}

export interface Contract {
  openapi: string;
  info: unknown;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** names.json: a resource's methods with their operations ("POST /events/{id}/register"), and the operations that have none, with the reason. */
export interface Names {
  left_out: Record<string, string>;
  resources: Record<string, Record<string, string>>;
}

/** How an operation's pages follow each other: by cursor or page number, by message numbers, or by after_seq alone. */
export type Paging = "p" | "s" | "a";

export interface Method {
  resource: string;
  name: string;
  verb: string;
  path: string;
  summary: string;
  description: string;
  pathParameters: { name: string; type: string; description: string }[];
  query: Parameter[];
  body: { type: string; isOptional: boolean } | null;
  isUpload: boolean;
  /** The answer's type; "Response" for files. */
  answer: string;
  item: string | null;
  paging: Paging | null;
  takesKey: boolean;
  takesClientId: boolean;
  isOpen: boolean;
  givesTokens: boolean;
  endsSession: boolean;
}

const Prefix = "/api/v1";
const EndsSession = new Set(["POST /auth/logout", "POST /auth/logout-all", "DELETE /users/me"]);

export function camel(words: string): string {
  return words.replace(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
}

function operationsOf(contract: Contract): Map<string, { verb: string; path: string; operation: Operation }> {
  const found = new Map<string, { verb: string; path: string; operation: Operation }>();
  for (const [path, verbs] of Object.entries(contract.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const short = path.startsWith(Prefix) ? path.slice(Prefix.length) : path;
      found.set(`${verb.toUpperCase()} ${short}`, { verb: verb.toUpperCase(), path: short, operation });
    }
  }
  return found;
}

/** A name for each operation that has none: the resource is the path's first part, the method comes from the operationId. */
export function proposals(contract: Contract, names: Names): { resource: string; method: string; operation: string }[] {
  const named = new Set([...Object.values(names.resources).flatMap((methods) => Object.values(methods)), ...Object.keys(names.left_out)]);
  const taken = new Set(
    Object.entries(names.resources).flatMap(([resource, methods]) => Object.keys(methods).map((method) => `${resource}.${method}`)),
  );
  const added = [];
  for (const [key, { path, operation }] of operationsOf(contract)) {
    if (named.has(key)) {
      continue;
    }
    const resource = path.startsWith("/users/me") ? "me" : camel(path.split("/")[1] ?? "");
    const words = operation.operationId.split("_");
    let method = camel(words.at(-1) ?? "");
    if (taken.has(`${resource}.${method}`)) {
      method = camel(words.join("_"));
    }
    taken.add(`${resource}.${method}`);
    added.push({ resource, method, operation: key });
  }
  return added;
}

/** The document with nothing but the schemas: errors, examples and paths are spelled out for each operation, and made the types 57,000 lines long. */
export function schemasOnly(contract: Contract): unknown {
  return { openapi: contract.openapi, info: contract.info, paths: {}, components: { schemas: contract.components.schemas } };
}

/** A schema as a type's text; schemas with a name are referred to. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) {
    return `Schemas["${schema.$ref.split("/").at(-1)}"]`;
  }
  if (schema.oneOf) {
    return schema.oneOf.map(typeOf).join(" | ");
  }
  if (schema.enum) {
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? "unknown"];
  return types
    .map((type) => {
      switch (type) {
        case "integer":
        case "number":
          return "number";
        case "string":
        case "boolean":
        case "null":
          return type;
        case "array": {
          const item = typeOf(schema.items ?? {});
          return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
        }
        default:
          return "unknown";
      }
    })
    .join(" | ");
}

/** Every method, in the order of names.json. Throws if names.json names an operation that is not there. */
export function methodsOf(contract: Contract, names: Names): Method[] {
  const operations = operationsOf(contract);
  const missing = Object.keys(names.left_out).filter((key) => !operations.has(key));
  const methods: Method[] = [];
  for (const [resource, named] of Object.entries(names.resources)) {
    for (const [name, key] of Object.entries(named)) {
      const found = operations.get(key);
      if (found) {
        methods.push(methodOf(contract, resource, name, found));
      } else {
        missing.push(key);
      }
    }
  }
  if (missing.length > 0) {
    throw new Error(`names.json names operations that openapi/v1.json does not have: ${missing.join(", ")}`);
  }
  return methods;
}

function methodOf(contract: Contract, resource: string, name: string, found: { verb: string; path: string; operation: Operation }): Method {
  const { verb, path, operation } = found;
  const parameters = operation.parameters ?? [];
  const query = parameters.filter((parameter) => parameter.in === "query");
  const content = operation.requestBody?.content;
  const json = content?.["application/json"]?.schema;
  const answers = successes(operation);
  const schema = answers.length === 1 && answers[0] ? resolve(contract, answers[0]) : undefined;
  const bodySchema = json ? resolve(contract, json) : undefined;
  const takesClientId = verb === "POST" && bodySchema?.properties?.client_id !== undefined;
  const isNullable = json?.oneOf?.some((option) => option.type === "null") ?? false;
  const hasQuery = (parameter: string) => query.some((one) => one.name === parameter);
  const paging: Paging | null =
    schema?.properties?.items && hasQuery("cursor")
      ? "p"
      : schema?.properties?.next_cursor && hasQuery("after_seq")
        ? hasQuery("before_seq")
          ? "s"
          : "a"
        : schema?.properties?.next_after_seq && hasQuery("after_seq")
          ? "a"
          : null;
  const items = schema?.properties?.items ?? schema?.properties?.entries;
  return {
    resource,
    name,
    verb,
    path,
    summary: operation.summary ?? "",
    description: operation.description ?? "",
    pathParameters: parameters
      .filter((parameter) => parameter.in === "path")
      .sort((a, b) => path.indexOf(`{${a.name}}`) - path.indexOf(`{${b.name}}`))
      .map((parameter) => ({ name: camel(parameter.name), type: typeOf(parameter.schema), description: parameter.description ?? "" })),
    query,
    body: json
      ? {
          type: takesClientId && bodySchema?.required?.includes("client_id") ? `WithoutClientId<${typeOf(json)}>` : typeOf(json),
          isOptional: isNullable || operation.requestBody?.required !== true,
        }
      : null,
    isUpload: content !== undefined && json === undefined,
    answer: answers.length > 0 ? [...new Set(answers.map(typeOf))].join(" | ") : verb === "GET" ? "Response" : "void",
    item: paging && items?.items ? typeOf(items.items) : null,
    paging,
    takesKey: parameters.some((parameter) => parameter.in === "header" && parameter.name === "Idempotency-Key"),
    takesClientId,
    isOpen: operation.security === undefined,
    givesTokens: answers.some((answer) => resolve(contract, answer)?.properties?.access_token !== undefined),
    endsSession: EndsSession.has(`${verb} ${path}`),
  };
}

function successes(operation: Operation): Schema[] {
  return Object.entries(operation.responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([, response]) => response.content?.["application/json"]?.schema ?? []);
}

function resolve(contract: Contract, schema: Schema): Schema | undefined {
  if (schema.oneOf) {
    const real = schema.oneOf.find((option) => option.type !== "null");
    return real && resolve(contract, real);
  }
  return schema.$ref ? contract.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
}
