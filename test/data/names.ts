/** First name, last name, and what Zendesk must show where it is not the two with a blank between. */
export type NameRow = readonly [firstName: string, lastName: string, shown?: string];

/** Two plain parts in many scripts: they come back as they were. */
const TWO_PARTS =
  `Ada Byrne|Noor Haddad|Søren Østergaard|Łukasz Żak|Zoë Brontë|Björk Sveinsdóttir|İpek Yılmaz|Ğani Şen|Ngọc Trần|Đức Nguyễn
Márton Őry|Eniko Szűcs|Çağla Üstün|Petru Țăran|Ștefan Ionesco|Ċensu Għawdex|Œdipe Lœuillet|Æsa Þórsdóttir|Ñusta Quispe|João Gonçalves
Άννα Παπαδοπούλου|Νίκος Ζαφειρίου|Анна Щукина|Ігор Ґонта|Ђорђе Љубичић|Ёлка Йодова|Գոռ Սարգսյան|ნინო ბერიძე|שרה לוי|יעל בן־דוד
ليلى حداد|محمد الزهراني|فاطمه رضایی|زینب خان|अनीता शर्मा|রবি সেন|ਸਿਮਰਨ ਕੌਰ|મીરા પટેલ|கவிதா முருகன்|లక్ష్మి రావు
ಅನು ಗೌಡ|അമ്മു നായർ|නිමල් සිල්වා|สมชาย ใจดี|ສົມ ພອນ|အောင် မြင့်|សុខា ចាន់|ᠪᠠᠲᠤ ᠳᠣᠷᠵᠢ|花子 山田|一郎 鈴木
さくら 小林|タロウ ヤマダ|美玲 王|志明 陳|小龍 李|민준 김|서연 남궁|ሰላም ተስፋዬ|ⵣⵉⵔⵉ ⵎⵔⴰⴷ|ᐊᓂ ᐃᓄᒃ
Mary-Jane O'Hara|D'Arcy L'Estrange|Jean-Luc Saint-Cyr|Anne‑Marie Smith‑Jones|J. Doe|J.R. Tolk|Al Q.|Jo (Jody)|Pat "Red"|Kim &Sons
Li Wu|A B|X Æ12|Max 2nd|Rob Jr.|Dr. Strange|O’Shea Möller|von Trapp|Mac Donald|MCDONALD mcdonald
aNNa lEE|Ⅳ Ⅸ|Émilie Zola|Émile Zolà|Ångström Å|ﬁona ﬂint|Straße Groß|Σίσυφος ΟΔΥΣΣΕΥΣ|ǅ ǆ|Ⓐnn Ⓑob
null undefined|NaN Infinity|true false|0 1|NULL NULL|None nil|constructor prototype|__proto__ toString|hasOwnProperty valueOf|undefined null
<b>Pat</b> <i>Doe</i>|Robert'); DROP--|=1+1 @SUM|{{name}} \${x}|%s %n|../.. /etc/passwd|\\u0000 \\x41|&lt;b&gt; &amp;|javascript:alert(1) void|*.* ?
👩‍👩‍👧‍👦 🏳️‍🌈|💩 🚀|☃ ❄|Zalgo̷ T̵ext|日本🗾 旅行|🇯🇵 🇬🇧|👍🏽 👍|é́ ǫ̵|‮txet esrever|‏حسن حسين`
    .split(/[|\n]/)
    .map((name): NameRow => {
      const [first = '', last = ''] = name.split(' ');
      return [first, last];
    });

/** More parts than two: Zendesk shows them whole, Storeganise keeps its own two. */
const MORE_PARTS: readonly NameRow[] = [
  ['Ana Maria', 'Lopez'],
  ['Ana', 'Maria Lopez'],
  ['Ludwig', 'van Beethoven'],
  ['María del Carmen', 'de la Fuente y Ruiz'],
  ['Jan', 'van der Berg'],
  ['Khalid', 'bin Omar al Said'],
  ['Nguyễn Thị', 'Minh Khai'],
  ['Juan Carlos', 'Ortiz'],
  ['Oscar', 'de la Renta'],
  ['John', 'Smith Jr.'],
  ['Mr. John', 'Smith'],
  ['Acme', 'Storage Ltd. & Co. KG'],
  ['Pat', 'Doe (second account)'],
  ['the estate of', 'J. Doe'],
  ['김', '민 준'],
  ['José Luis', 'García Márquez'],
  ['A B C D', 'E F G H'],
  ['Unknown', 'Soldier'],
  ['Joe', 'Unknown Smith'],
  ['Anne', 'unknownish'],
  ['a'.repeat(120), 'b'.repeat(120)],
  ['x', 'y'.repeat(253)],
];

/** One part only: staff must type something as a last name; our marker is none. */
const ONE_PART: readonly NameRow[] = [
  ['Cher', 'unknown', 'Cher'],
  ['Prince', 'Unknown', 'Prince'],
  ['Pelé', 'UNKNOWN', 'Pelé'],
  ['Mary Ann', 'unknown', 'Mary Ann'],
  ['Björk', '.'],
  ['Madonna', '-'],
  ['Sting', '?'],
  ['Neymar', 'n/a'],
  ['山田太郎', 'unknown', '山田太郎'],
  ['คุณหญิง', 'unknown', 'คุณหญิง'],
  ['unknown', 'Smith', 'unknown Smith'],
];

/** Spaces and invisible characters: compared tidy, never rewritten where they were typed. */
const SPACES: readonly NameRow[] = [
  [' Ann ', ' Lee ', 'Ann Lee'],
  ['Ann  Bea', 'Lee', 'Ann Bea Lee'],
  ['Ann\tBea', 'Lee', 'Ann Bea Lee'],
  ['Ann', 'Lee\n', 'Ann Lee'],
  ['Ann\r\nBea', 'Lee', 'Ann Bea Lee'],
  ['山田\u3000太郎', 'unknown', '山田 太郎'],
  ['Ann\u00a0Bea', 'Lee', 'Ann Bea Lee'],
  ['Ann\u2009Bea', 'Lee', 'Ann Bea Lee'],
  ['Ann\u202fBea', 'Lee', 'Ann Bea Lee'],
  ['Ann\u2028Bea', 'Lee', 'Ann Bea Lee'],
  ['\ufeffAnn', 'Lee', 'Ann Lee'],
  ['Ann\u0000', 'Lee', 'Ann Lee'],
  ['A\u0007nn', 'Lee\u001b', 'Ann Lee'],
  ['An\u0085n', 'Lee', 'Ann Lee'],
  ['Ann\u200bBea', 'Lee', 'Ann\u200bBea Lee'],
  ['Ann\u200e', 'Lee', 'Ann\u200e Lee'],
  ['\u202eAnn', 'Lee\u202c', '\u202eAnn Lee\u202c'],
  ['Ann\u2060', 'Lee', 'Ann\u2060 Lee'],
  ['e\u0301va', 'Lee', '\u00e9va Lee'],
  ['A\u030angstro\u0308m', 'Lee', '\u00c5ngstr\u00f6m Lee'],
  ['ᄒ\u1161ᆫ', 'Lee', '한 Lee'],
  ['Ann \ud800', 'Lee', 'Ann \ufffd Lee'],
];

export const NAMES: readonly NameRow[] = [...TWO_PARTS, ...MORE_PARTS, ...ONE_PART, ...SPACES];

/** Names that no side can take, or that say nothing: left alone, and why. */
export const NAMES_LEFT: readonly (readonly [firstName: string, lastName: string, why: string])[] = [
  ['a'.repeat(200), 'b'.repeat(200), 'rejected_write'],
  ['x'.repeat(5_000), 'Doe', 'rejected_write'],
  ['Pat', '姓'.repeat(5_000), 'rejected_write'],
  ['', 'Doe', 'refused by storeganise'],
  ['Pat', '', 'refused by storeganise'],
  [' ', '\t', 'refused by storeganise'],
  ['\u3000', 'Doe', 'refused by storeganise'],
  ['unknown', 'unknown', 'blank_kept'],
  ['\u0000', 'unknown', 'blank_kept'],
  ['\u0007', '\u001b', 'blank_kept'],
];
