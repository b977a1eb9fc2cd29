import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { Moon, Sun, SunMoon } from "lucide-react";

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { auto: "light", light: "dark", dark: "auto" };
const ICONS = { auto: SunMoon, light: Sun, dark: Moon };
const WORDS = { auto: "as the system", light: "light", dark: "dark" };

/** One button through three themes; the choice is kept in this browser. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  const label = `Theme: ${WORDS[colorScheme]}. Switch to ${WORDS[NEXT[colorScheme]]}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}
