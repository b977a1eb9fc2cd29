import { describe, expect, it } from "vitest";
import { filledColumns, placeOf, prettyJson, whereOf, whoOf } from "../../../app/web/changes/change-format.ts";
import { changeOf } from "./changes.ts";

describe("filledColumns", () => {
  it("leaves out what was not told, and puts first what people ask for", () => {
    const columns = filledColumns(
      changeOf({ workspaceID: "r1", herokuAppName: "harbor-quay", herokuActorEmail: "dana@example.com" }),
    );
    const names = columns.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["herokuActorEmail", "herokuAppName", "workspaceID"]);
    expect(names).not.toContain("srcLatitude");
    expect(names).not.toContain("enrichments");
  });

  it("names the query's own field where there is one, the column elsewhere, and none for what no one filters by", () => {
    const fieldOf = (told: Parameters<typeof changeOf>[0], column: string) =>
      filledColumns(changeOf(told)).find((each) => each.name === column)?.field;
    expect(fieldOf({ herokuActorEmail: "dana@example.com" }, "herokuActorEmail")).toBe("actor");
    expect(fieldOf({ srcASNumber: 64_496 }, "srcASNumber")).toBe("asn");
    expect(fieldOf({ herokuAppId: "a1" }, "herokuAppId")).toBe("herokuAppId");
    expect(fieldOf({ workspaceID: "r1" }, "workspaceID")).toBeNull();
    expect(fieldOf({}, "eventTime")).toBeNull();
  });

  it("shows lists and maps as text, and the event itself below rather than here", () => {
    const columns = filledColumns(
      changeOf({
        resources: ["app:harbor-quay", "config_var:PAYMENT_KEY"],
        actor: { id: "u1", email: "dana@example.com" },
        enrichments: [{ data: {}, name: "city", provider: "DB-IP", type: "geo", value: "Amsterdam" }],
        rawLog: '{"a":1}',
        herokuData: '{"a":1}',
      }),
    );
    const value = (column: string) => columns.find((each) => each.name === column)?.value;
    expect(value("resources")).toBe("app:harbor-quay, config_var:PAYMENT_KEY");
    expect(value("actor")).toBe("id: u1, email: dana@example.com");
    expect(value("enrichments")).toBe("city Amsterdam (DB-IP)");
    expect(value("rawLog")).toBeUndefined();
    expect(value("herokuData")).toBeUndefined();
  });
});

it("says who and where as far as it was told", () => {
  expect(whoOf(changeOf({ herokuActorEmail: "dana@example.com", herokuActorId: "u1" }))).toBe("dana@example.com");
  expect(whoOf(changeOf({ herokuActorId: "u1" }))).toBe("u1");
  expect(whoOf(changeOf({}))).toBe("not told");
  expect(whereOf(changeOf({ herokuTeamName: "quay-team", herokuEnterpriseAccountName: "holding" }))).toBe("quay-team");
  expect(whereOf(changeOf({}))).toBe("");
});

it("makes one line of what is known of an address, and none of nothing", () => {
  expect(
    placeOf(
      changeOf({ srcCity: "Amsterdam", srcASCountryCode: "NL", srcASNumber: 64_496, srcASOrganization: "Example" }),
    ),
  ).toBe("Amsterdam, NL · AS64496 Example");
  expect(placeOf(changeOf({ srcASCountryCode: "NL" }))).toBe("NL");
  expect(placeOf(changeOf({ srcIP: "203.0.113.7" }))).toBeNull();
});

describe("prettyJson", () => {
  it("breaks and indents", () => {
    expect(prettyJson('{"a":{"b":[1]}}')).toBe('{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}');
  });

  it("keeps what is no JSON, and makes visible what would reorder the text", () => {
    expect(prettyJson("Set PAYMENT_KEY config vars by user dana@example.com")).toBe(
      "Set PAYMENT_KEY config vars by user dana@example.com",
    );
    expect(prettyJson('{"name":"\u202egnp.exe"}')).toContain("⟨U+202E⟩");
    expect(prettyJson("\u001b[31mred")).toBe("red");
  });
});
