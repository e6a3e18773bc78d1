import { MantineThemeProvider, type MantineThemeOverride } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import { useWords } from '../words/index.ts'

/** What Mantine's own parts say to screen readers, in the language of the window. */
export function SpokenParts({ children }: { children: ReactNode }) {
  const { frame } = useWords()
  const theme = useMemo<MantineThemeOverride>(() => {
    const visibilityToggleButtonProps = { 'aria-label': frame.showTyped }
    return { components: { PasswordInput: { defaultProps: { visibilityToggleButtonProps } } } }
  }, [frame])
  return <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>
}
