import { pipeline } from "node:stream/promises";
import type { Router } from "express";
import { archiveParts, listArchives, summarise } from "../audit/archives.ts";
import { faultsOf } from "../audit/faults.ts";
import { refuseLink } from "../audit/signed-link.ts";
import type { SandboxContext } from "../context.ts";
import { param } from "../platform/find.ts";

/** The object storage behind an archive's `url`: no token, a signature and an end. */
export function addArchiveFileRoute(router: Router, ctx: SandboxContext): void {
  router.get("/audit-archives/:account/:file", async (req, res) => {
    const refusal = refuseLink(req, ctx.clock.now());
    if (refusal) {
      res.status(refusal.status).type("application/xml");
      return res.send(`<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`);
    }
    const account = ctx.state.enterpriseAccounts.find((row) => row.id === param(req, "account"));
    const month = param(req, "file").slice(0, 7);
    const listed = account && listArchives(ctx, account).find((each) => each.month === month);
    if (!account || !listed) {
      return res.status(404).type("application/xml").send("<Error><Code>NoSuchKey</Code></Error>");
    }
    // As far as it reached when the link was made, so that midnight between the two does not change the checksum.
    const archive = { ...listed, untilMs: Number(req.query.until) };
    const { size } = await summarise(ctx, account, archive);
    const isTruncated = faultsOf(ctx, account, month).isTruncated;
    const length = isTruncated ? Math.floor(size / 2) : size;
    const name = `enterprise-audit-log-${account.name}-${month.replace("-", "")}.json.gz`;
    res.set("Content-Disposition", `attachment; filename="${name}"`).set("Content-Length", String(length));
    res.type("application/gzip");
    const [text, gzip] = archiveParts(ctx, account, archive);
    await pipeline(text, gzip, firstBytes(length), res).catch(() => res.destroy());
  });
}

/** Reads to the end all the same: a reader that stops early would look like a fault. */
function firstBytes(length: number): (parts: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (parts) {
    let left = length;
    for await (const part of parts) {
      if (left > 0) yield part.subarray(0, left);
      left -= part.length;
    }
  };
}
