import Markdown from "markdown-to-jsx/react";
import text from "../../../docs/query-language.md?raw";
import { usePageTitle } from "../lib/use-page-title.ts";
import { useResource } from "../shell/use-resource.ts";
import classes from "./query-language-page.module.css";

/** docs/query-language.md as it is in the repository: its examples are run by the tests, so this page is right too. */
export function QueryLanguagePage() {
  const resource = useResource();
  usePageTitle("Query language", resource.data?.app?.name);
  return (
    <article className={classes.page}>
      <Markdown options={{ disableParsingRawHTML: true, forceBlock: true, overrides: { a: Elsewhere, table: Table } }}>
        {text}
      </Markdown>
    </article>
  );
}

function Elsewhere(props: { href?: string; children?: React.ReactNode }) {
  return (
    <a href={props.href} target="_blank" rel="noreferrer">
      {props.children}
    </a>
  );
}

/** Wide tables scroll by themselves, not with the page. */
function Table(props: { children?: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} aria-label="Examples" tabIndex={0}>
      <table>{props.children}</table>
    </section>
  );
}
