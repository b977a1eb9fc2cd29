import classes from "./lines-skeleton.module.css";

/** Widths in percent that look like lines; the rows are as high as real ones, so nothing jumps when those come. */
const WIDTHS = [62, 48, 71, 35, 66, 54, 80, 42, 58, 74, 39, 63, 51, 69, 45, 77];

export function LinesSkeleton() {
  return (
    <div className={classes.lines} role="status" aria-label="Loading lines">
      {WIDTHS.map((width) => (
        <div key={width} className={classes.row}>
          <span className={classes.time} />
          <span className={classes.source} />
          <span className={classes.text} style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
