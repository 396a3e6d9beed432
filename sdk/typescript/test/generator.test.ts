import { expect, test } from "vitest";
import { type Contract, methodsOf, type Names, proposals, typeOf } from "../generator/operations.js";
import { writeInterfaces, writeTable } from "../generator/write.js";

const fine = { "200": { content: { "application/json": { schema: { $ref: "#/components/schemas/Tea" } } } } };
const contract: Contract = {
  openapi: "3.1.1",
  info: {},
  paths: {
    "/api/v1/teas": {
      post: {
        operationId: "tea_brew",
        responses: fine,
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Tea" } } } },
      },
    },
    "/api/v1/teas/{tea_id}": {
      get: { operationId: "tea_get", responses: fine, parameters: [{ name: "tea_id", in: "path", schema: { type: "string" } }] },
    },
    "/api/v1/teas/{tea_id}/again": { post: { operationId: "pot_brew", responses: fine } },
    "/api/v1/users/me/tea": { get: { operationId: "taste_get", responses: fine } },
  },
  components: { schemas: { Tea: { type: "object", properties: { client_id: { type: "string" } }, required: ["client_id"] } } },
};

test("a new operation gets a name that no other has", () => {
  const names: Names = { left_out: {}, resources: { teas: { get: "GET /teas/{tea_id}" } } };
  expect(proposals(contract, names)).toEqual([
    { resource: "teas", method: "brew", operation: "POST /teas" },
    { resource: "teas", method: "potBrew", operation: "POST /teas/{tea_id}/again" },
    { resource: "me", method: "get", operation: "GET /users/me/tea" },
  ]);
  expect(proposals(contract, { left_out: { "POST /teas": "secret" }, resources: {} }).map((one) => one.operation)).not.toContain(
    "POST /teas",
  );
});

test("a name of an operation that is gone is refused", () => {
  expect(() => methodsOf(contract, { left_out: {}, resources: { teas: { pour: "POST /pour" } } })).toThrow("POST /pour");
  expect(() => methodsOf(contract, { left_out: { "GET /gone": "because" }, resources: {} })).toThrow("GET /gone");
});

test("an operation becomes a typed method and a line of the table", () => {
  const methods = methodsOf(contract, { left_out: {}, resources: { teas: { brew: "POST /teas", get: "GET /teas/{tea_id}" } } });
  const interfaces = writeInterfaces(methods);
  expect(interfaces).toContain('brew(body?: WithoutClientId<Schemas["Tea"]>, options?: CallOptions): Promise<Schemas["Tea"]>;');
  expect(interfaces).toContain('get(teaId: string, options?: CallOptions): Promise<Schemas["Tea"]>;');
  expect(writeTable(methods)).toContain("  teas: `Pbco brew/teas\nGo get/teas/{}`,\n");
});

test.each([
  [{ type: ["null", "integer"] }, "null | number"],
  [{ type: "array", items: { type: ["string", "null"] } }, "(string | null)[]"],
  [{ enum: ["a", "b"] }, '"a" | "b"'],
  [{ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Tea" }] }, 'null | Schemas["Tea"]'],
  [{}, "unknown"],
])("the type of %o", (schema, type) => {
  expect(typeOf(schema)).toBe(type);
});
