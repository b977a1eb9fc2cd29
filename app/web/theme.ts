import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Our green, from a wash to nearly black; 6 and 7 carry white text, 3 is for text on dark. */
const trail: MantineColorsTuple = [
  "#e9f6f3",
  "#d3ebe6",
  "#a5d9d0",
  "#79cabd",
  "#4bb3a5",
  "#2a978a",
  "#157a70",
  "#0d5f58",
  "#0a4b46",
  "#063531",
];

export const theme = createTheme({
  primaryColor: "trail",
  primaryShade: { light: 7, dark: 6 },
  colors: { trail },
  fontFamily: 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "19px" },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});
