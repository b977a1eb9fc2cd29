/** Draintrail's sign; the name stands beside it. The same as public/favicon.svg. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0d5f58" />
      <path
        d="M7 7h11a5 5 0 0 1 0 10h-2a4 4 0 0 0 0 8"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="25" cy="25" r="2.6" fill="#f2b84b" />
    </svg>
  );
}
