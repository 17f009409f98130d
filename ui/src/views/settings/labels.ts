/** `gnome-terminal` stays, `on_demand` reads "On demand": what a choice's value is called. */
export function optionLabel(value: string): string {
  const words = value.replace(/_/g, ' ');
  return words.includes('-') ? words : words.charAt(0).toUpperCase() + words.slice(1);
}
