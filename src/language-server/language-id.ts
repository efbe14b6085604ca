/** The language, as editors and Markdown name it. */
export const LANGUAGE_ID = 'hsx-mvasm';
