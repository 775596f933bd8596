/** The form e-mail addresses are compared in: both platforms trim and lower-case (Zendesk dossier §2.4). */
export const canonicalEmail = (text: string): string => text.trim().toLowerCase();
