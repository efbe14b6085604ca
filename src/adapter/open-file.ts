/** The file in the active editor, as configurations name it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
export const OPEN_FILE = '${file}';
