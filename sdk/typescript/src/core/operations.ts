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
    // The generator writes no other lines.
    const [, verb, flags, name, path] = /^(.)(\w*) (\w+)(.*)/.exec(line) as unknown as [string, string, string, string, string];
    return { name, verb: Verbs[verb] as string, path, flags };
  });
}
