import { describe, expect, it } from "vitest";
import { compileRedactor } from "../../../../app/domain/logs/redact/redactor.ts";

const masked = (keys: string[], text: string) =>
  compileRedactor({ detectors: [], keys, prefixes: [] })?.redactText(text).text;

describe("values of names", () => {
  it.each([
    ["password=hunter2 user=7", "password=******* user=7"],
    ['password="two words" user=7', 'password="*********" user=7'],
    ['{"user":7,"password":"hun\\"ter"}', '{"user":7,"password":"********"}'],
    ['{"password" : "x", "y": 1}', '{"password" : "*", "y": 1}'],
    ['msg="{\\"password\\":\\"hunter2\\",\\"a\\":1}"', 'msg="{\\"password\\":\\"*******\\",\\"a\\":1}"'],
    ['{"password"=>"hunter2", :a=>1}', '{"password"=>"*******", :a=>1}'],
    [":password => 'x y'", ":password => '***'"],
    ["/login?password=hunter2&next=/", "/login?password=*******&next=/"],
    ["Password: hunter2", "Password: *******"],
    ["password: 'cut off", "password: '*******"],
    ["password=a, password=b", "password=*, password=*"],
    ["PASSWORD=x", "PASSWORD=*"],
  ])("are masked in %s", (text, expected) => {
    expect(masked(["password"], text)).toBe(expected);
  });

  it("are masked with the scheme in front of them", () => {
    expect(masked(["authorization"], "Authorization: Bearer abc def")).toBe("Authorization: ********** def");
  });

  it("keep JSON what it is: a bare number becomes nines", () => {
    const text = masked(["pin", "amount", "list"], '{"pin": 1234, "amount":-1.5e3 ,"list":[1,2]}') ?? "";
    expect(text).toBe('{"pin": 9999, "amount":-9.9e9 ,"list":[1,2]}');
    expect(JSON.parse(text)).toEqual({ pin: 9999, amount: -9.9e9, list: [1, 2] });
  });

  it.each([
    "user_password=x", // another name
    "password",
    "password=",
    '{"password":""}',
    '{"password":{"a":1}}',
    "the password is x",
    "https://password/x",
  ])("leave %s", (text) => {
    expect(masked(["password"], text)).toBe(text);
  });

  it("may be named in part", () => {
    expect(masked(["*password*", "x-*"], "user_password_old=a x-key=b x=c passwort=d")).toBe(
      "user_password_old=* x-key=* x=c passwort=d",
    );
    expect(masked(["*_KEY"], "api_key=a API_KEY=b key=c keys=d")).toBe("api_key=* API_KEY=* key=c keys=d");
  });
});

describe("words by their beginning", () => {
  const prefixed = (prefixes: string[], text: string) =>
    compileRedactor({ detectors: [], keys: [], prefixes })?.redactText(text).text;

  it("are masked behind it, up to what ends a word", () => {
    expect(prefixed(["cus_", "tok."], 'for cus_9s6XKzkNRi (id="cus_1", tok.a-b/c)')).toBe(
      'for cus_********** (id="cus_*", tok.*****)',
    );
  });

  it("count where a word begins, and the longest of them does", () => {
    expect(prefixed(["cus_"], "focus_group cus_ cus_,")).toBe("focus_group cus_ cus_,");
    expect(prefixed(["cus_", "cus_live_"], "cus_live_ab cus_ab")).toBe("cus_live_** cus_**");
  });
});
