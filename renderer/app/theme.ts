import { createTheme } from '@mantine/core'

/** One accent colour; green, amber and red are kept for what was proven, what is due and what was refused. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    ink: ['#eef1fb', '#dbe1f6', '#b8c4ec', '#93a5e3', '#7890e0', '#5a75d6', '#4662c8', '#3b56b5', '#32499b', '#293d82'],
    dark: [
      '#e6e8ec',
      '#b9bec8',
      '#9aa1ad',
      '#656d7a',
      '#3c434e',
      '#2c323b',
      '#22272f',
      '#1b1f26',
      '#14171c',
      '#0f1216',
    ],
  },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
})
