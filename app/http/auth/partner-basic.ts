import type { Request, RequestHandler } from "express";
import passport from "passport";
import { BasicStrategy } from "passport-http";
import { Fault } from "../../errors.ts";
import { readBasic, writeBasic } from "../../lib/basic-credentials.ts";
import { isEqualConstantTime } from "../../lib/secrets.ts";

/**
 * passport-http takes a password to end at its next colon, where RFC 7617 allows any number of them. So it is handed each
 * password in base64url, which has none.
 */
class AnyPasswordStrategy extends BasicStrategy {
  override authenticate(req: Pick<Request, "headers">, options?: object): void {
    const given = readBasic(req.headers.authorization);
    const authorization = given && writeBasic({ user: given.user, password: withoutColons(given.password) });
    // All that it reads of a request.
    super.authenticate((authorization === null ? req : { headers: { authorization } }) as Request, options);
  }
}

function withoutColons(password: string): string {
  return Buffer.from(password).toString("base64url");
}

/**
 * HTTP Basic by passport-http, for the few callers we share a password with. Mounted ahead of body parsing: nothing of
 * a stranger's body is read, and a wrong password looks the same for every address behind it.
 */
function basicAuth(realm: string, user: string, password: string): RequestHandler {
  const authenticator = new passport.Passport();
  authenticator.use(
    new AnyPasswordStrategy({ realm }, (givenUser, givenPassword, done) => {
      // Both compares always run, so that timing does not tell which one failed.
      const isUser = isEqualConstantTime(givenUser, user);
      const isPassword = isEqualConstantTime(givenPassword, withoutColons(password));
      done(null, isUser && isPassword ? { name: user } : false);
    }),
  );
  // failWithError: the refusal becomes an error, so that error-response.ts answers it as JSON like every other.
  const authenticate = authenticator.authenticate("basic", { session: false, failWithError: true } as object);
  return (req, res, next) =>
    authenticate(req, res, (refusal?: unknown) => {
      if (refusal === undefined) return next();
      // Also for a header it cannot read, which passport-http calls a bad request: who asks is not known either way.
      res.set("WWW-Authenticate", `Basic realm="${realm}"`);
      next(new Fault("partner.bad_credentials", { cause: refusal }));
    });
}

/** Heroku calling us: the manifest's id and password. */
export const partnerBasic = (addon: { id: string; password: string }) =>
  basicAuth("Draintrail", addon.id, addon.password);

/** The operator reading metrics. */
export const operatorBasic = (password: string) => basicAuth("Draintrail operator", "operator", password);
