/** What comes next: defaults that work, and the button at the end of each action. */
export const next = {
  usual: {
    mark: 'Used for new devices and sites',
    use: 'Use for new devices',
  },
}
