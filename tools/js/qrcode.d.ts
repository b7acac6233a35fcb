// frontend/vendor/qrcode-generator-2.0.4/qrcode.mjs, as far as it is used.
export function qrcode(version: number, level: 'L' | 'M' | 'Q' | 'H'): {
  addData(text: string, mode: 'Byte' | 'Numeric'): void;
  make(): void;
  getModuleCount(): number;
  isDark(row: number, column: number): boolean;
};
