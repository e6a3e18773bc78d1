/** Words of English that are none of German, outside of names, codes and what is quoted from programs. */
export function englishIn(text: string): string[] {
  const own = text.replace(/„[^“]*“|“[^”]*”|\([^)]*\)/g, '')
  return own.match(/\b(?:the|is|are|and|of|with|not|it|its|does|has|have|this|that|by|from|to|for|only|be)\b/gi) ?? []
}
