/** An operation of the API. */
export interface Operation {
  name: string;
  verb: string;
  /** Below /api/v1, with {} in place of each parameter. */
  path: string;
  /** generator/write.ts explains them. */
  flags: string;
}

const Verbs: Record<string, string> = { G: "GET", P: "POST", U: "PUT", A: "PATCH", D: "DELETE" };

/** The operations of a resource, from its text in the generated table. */
export function operationsOf(table: string): Operation[] {
  return table.split("\n").map((line) => {
    const [, verb = "", flags = "", name = "", path = ""] = /^(.)(\w*) (\w+)(.*)/.exec(line) ?? [];
    return { name, verb: Verbs[verb] ?? "", path, flags };
  });
}
