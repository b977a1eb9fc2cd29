import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceAnswer } from "../../../app/contract/api.ts";
import { herokuAppUrl, isAbout, parseNavData } from "../../../app/web/shell/nav-data.ts";

const encode = (data: unknown) => Buffer.from(JSON.stringify(data)).toString("base64url");
const cookie = (data: unknown) => `a=b; heroku-nav-data=${encode(data)}; c=d`;

describe("parseNavData", () => {
  it("reads what kensa sends: app, add-on and the app's add-ons", () => {
    const sample = {
      addon: "Your Addon",
      appname: "myapp",
      addons: [
        { slug: "cron", name: "Cron" },
        { slug: "custom_domains+wildcard", name: "Custom Domains + Wildcard" },
        { slug: "youraddon", name: "Your Addon", current: true },
      ],
    };
    expect(parseNavData(cookie(sample))).toEqual({
      app: "myapp",
      addon: "Your Addon",
      addons: [
        { name: "Cron", href: "https://elements.heroku.com/addons/cron", isCurrent: false },
        {
          name: "Custom Domains + Wildcard",
          href: "https://elements.heroku.com/addons/custom_domains",
          isCurrent: false,
        },
        { name: "Your Addon", href: "https://elements.heroku.com/addons/youraddon", isCurrent: true },
      ],
    });
  });

  it("reads either base64 alphabet, padding or none, and percent-encoding", () => {
    const bytes = Buffer.from(JSON.stringify({ appname: "harbor", addon: "ÿþ>?~" }));
    for (const value of [
      bytes.toString("base64url"),
      bytes.toString("base64"),
      encodeURIComponent(bytes.toString("base64")),
    ])
      expect(parseNavData(`heroku-nav-data=${value}`)).toMatchObject({ app: "harbor", addon: "ÿþ>?~" });
  });

  it.each([
    "",
    "heroku-nav-data",
    "heroku-nav-data=",
    "heroku-nav-data=%",
    "heroku-nav-data=%E0%A4%A",
    "heroku-nav-data=!!!!",
    `heroku-nav-data=${Buffer.from("{").toString("base64url")}`,
    `heroku-nav-data=${Buffer.from([0xff, 0xfe]).toString("base64url")}`,
    `x-heroku-nav-data=${encode({ appname: "other" })}`,
    ...[null, 7, "text", [], [{}], {}, { appname: 7, addon: {}, addons: "x" }, { appname: " \u0000 " }].map(cookie),
    cookie({ appname: "harbor", pad: "x".repeat(4000) }),
  ])("makes nothing of %j", (cookies) => {
    expect(parseNavData(cookies)).toBeNull();
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "http://dashboard.heroku.com/",
    "https://heroku.com.evil.example/",
    "https://evilheroku.com/",
    "https://dashboard.heroku.com@evil.example/",
    "https://user:pw@dashboard.heroku.com/",
    "https://dashboard.heroku.com:8443/",
    "//evil.example",
    "/logout",
  ])("links nowhere for %j", (url) => {
    expect(parseNavData(cookie({ addons: [{ name: "Trap", url }] }))?.addons).toEqual([
      { name: "Trap", href: null, isCurrent: false },
    ]);
  });

  it.each(["../logout", "a/b", "a?b", "Ünïcode", "", "x".repeat(51)])("makes no link of the slug %j", (slug) => {
    expect(parseNavData(cookie({ addons: [{ name: "Trap", slug }] }))?.addons[0]?.href).toBeNull();
  });

  it("takes a link that leads to Heroku", () => {
    const url = "https://addons-sso.heroku.com/apps/harbor/addons/1";
    expect(parseNavData(cookie({ addons: [{ slug: "cron", url }] }))?.addons).toEqual([
      { name: "cron", href: url, isCurrent: false },
    ]);
  });

  it("keeps names plain and short, and lists short", () => {
    const nav = parseNavData(
      cookie({
        appname: "har\u202ebor\u0007\n quay",
        addon: "<img src=x onerror=alert(1)>",
        addons: Array.from({ length: 100 }, (_, i) => ({ name: `${i} ${"x".repeat(5)}` })),
      }),
    );
    expect(nav).toMatchObject({ app: "harbor quay", addon: "<img src=x onerror=alert(1)>" });
    expect(nav?.addons).toHaveLength(20);
    expect(parseNavData(cookie({ appname: "x".repeat(1000) }))?.app).toHaveLength(64);
  });

  it("keeps each name once: it names the entry on the page, too", () => {
    const addons = [{ name: "Cron" }, { name: "Cron", slug: "cron" }, { slug: "Cron" }];
    expect(parseNavData(cookie({ addons }))?.addons.map((addon) => addon.name)).toEqual(["Cron"]);
  });

  it("is not fooled by names that objects have anyway", () => {
    expect(
      parseNavData(cookie(JSON.parse('{"__proto__":{"appname":"evil"},"constructor":{"name":"evil"}}'))),
    ).toBeNull();
    expect(parseNavData(cookie({ addons: { length: 3, 0: { name: "evil" } } }))).toBeNull();
  });

  it("never throws, and links nowhere but to Heroku, whatever the cookie holds", () => {
    const check = (cookies: string) => {
      for (const addon of parseNavData(cookies)?.addons ?? [])
        if (addon.href !== null) expect(addon.href).toMatch(/^https:\/\/[a-z0-9.-]+\.heroku\.com\//);
    };
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (value) => check(`heroku-nav-data=${value}`)));
    fc.assert(fc.property(fc.jsonValue(), (value) => check(cookie(value))));
    const addon = fc.record({ name: fc.string(), slug: fc.string(), url: fc.oneof(fc.string(), fc.webUrl()) });
    fc.assert(fc.property(fc.array(addon), (addons) => check(cookie({ appname: "a", addons }))));
  });
});

describe("isAbout", () => {
  const resource = (app: string | null, ...attached: string[]) =>
    ({
      app: app === null ? null : { id: "1", name: app },
      attachments: attached.map((name) => ({ app: { id: name, name } })),
    }) as unknown as ResourceAnswer;
  const nav = (app: string | null) => ({ app, addon: null, addons: [] });

  it("believes an app of the resource, its billing app or an attached one", () => {
    expect(isAbout(nav("harbor"), resource("harbor"))).toBe(true);
    expect(isAbout(nav("staging"), resource("harbor", "staging"))).toBe(true);
    expect(isAbout(nav("harbor"), resource(null))).toBe(true);
  });

  it("believes no other, and none without a name", () => {
    expect(isAbout(nav("other"), resource("harbor", "staging"))).toBe(false);
    expect(isAbout(nav(null), resource("harbor"))).toBe(false);
  });
});

it.each(["harbor quay", "Harbor", "../x", "a", "-a", "x".repeat(51)])(
  "no app is called %j, so nothing is linked",
  (name) => {
    expect(herokuAppUrl(name)).toBeNull();
  },
);

it("links an app to its page at Heroku", () => {
  expect(herokuAppUrl("harbor-quay")).toBe("https://dashboard.heroku.com/apps/harbor-quay/resources");
});
