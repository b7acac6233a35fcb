// What the scripts use and TypeScript does not bring.

/** Whichever element of its own page a script asks for: field, link, list or template. */
interface PageElement extends HTMLElement {
  content: DocumentFragment;
  disabled: boolean;
  files: FileList;
  href: string;
  open: boolean;
  options: HTMLOptionsCollection;
  select(): void;
  selectedIndex: number;
  value: string;
}

interface Document { getElementById(id: string): PageElement }
interface ParentNode {
  querySelector(selectors: string): PageElement;
  querySelectorAll(selectors: string): NodeListOf<PageElement>;
}

declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  static getSupportedFormats(): Promise<string[]>;
  detect(image: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

interface TrustedTypePolicy { createScriptURL(url: string): string }
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string | undefined }): TrustedTypePolicy;
}
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
