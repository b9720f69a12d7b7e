// Small fakes of Apps Script: a spreadsheet of arrays, enough for Code.gs, and no more forgiving than Google.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

class Range {
  constructor(sheet, row, column, rows = 1, columns = 1) {
    if (row < 1 || column < 1 || rows < 1 || columns < 1) throw new Error('The coordinates of the range are invalid.');
    Object.assign(this, { sheet, row, column, rows, columns });
  }
  getSheet() { return this.sheet; }
  getRow() { return this.row; }
  getColumn() { return this.column; }
  getLastRow() { return this.row + this.rows - 1; }
  getLastColumn() { return this.column + this.columns - 1; }
  getNumRows() { return this.rows; }
  getNumColumns() { return this.columns; }
  getA1Notation() { return `R${this.row}C${this.column}:R${this.getLastRow()}C${this.getLastColumn()}`; }
  getValues() {
    return Array.from({ length: this.rows }, (_, r) =>
      Array.from({ length: this.columns }, (_, c) => this.sheet.at(this.row + r, this.column + c)));
  }
  getFormulas() {
    return this.getValues().map((row, r) => row.map((_, c) => this.sheet.written[`${this.row + r},${this.column + c}`] || ''));
  }
  getValue() { return this.getValues()[0][0]; }
  isBlank() { return this.getValues().flat().every((value) => value === ''); }
  getDisplayValue() {
    const value = this.getValue();
    return value instanceof Date ? value.toISOString().slice(0, 16) : String(value);
  }
  setValue(value) { return this.setValues([[value]]); }
  setValues(values) {
    if (values.length !== this.rows || values.some((row) => row.length !== this.columns)) {
      throw new Error('The number of rows or columns in the data does not match the range.');
    }
    values.forEach((row, r) => row.forEach((value, c) => this.sheet.put(this.row + r, this.column + c, value)));
    return this;
  }
  setNumberFormat(format) { this.sheet.formats[`${this.row},${this.column}`] = format; return this; }
}

class Sheet {
  constructor(name, rows = []) { Object.assign(this, { name, rows, formats: {}, formulas: [], written: {}, active: [1, 1] }); }
  at(row, column) { return (this.rows[row - 1] || [])[column - 1] ?? ''; }
  put(row, column, value) {
    if (typeof value === 'string' && value.startsWith('=')) this.formulas.push(value);
    const text = typeof value === 'string' && value.startsWith("'") ? value.slice(1) : value;
    while (this.rows.length < row) this.rows.push([]);
    this.rows[row - 1][column - 1] = text;
  }
  getName() { return this.name; }
  getRange(row, column, rows, columns) { return new Range(this, row, column, rows, columns); }
  getLastRow() {
    let last = this.rows.length;
    while (last && (this.rows[last - 1] || []).every((cell) => (cell ?? '') === '')) last--;
    return last;
  }
  getLastColumn() { return Math.max(0, ...this.rows.map((row) => row.length)); }
  getActiveCell() { return new Range(this, ...this.active); }
  setActiveRange(range) { this.active = [range.row, range.column]; }
  setFrozenRows() {}
}

class Menu {
  constructor(title) { Object.assign(this, { title, items: [] }); }
  addItem(label, action) { this.items.push([label, action]); return this; }
  addSeparator() { return this; }
  addSubMenu(menu) { this.items.push(menu); return this; }
  addToUi() { Menu.shown = this; }
}

// Code.gs in a world of these sheets; `world.said` holds the toasts.
function load(sheets, { email = 'curator@example.org', busy = false } = {}) {
  const world = { sheets: [...sheets], active: sheets[0], said: [], released: 0 };
  const spreadsheet = {
    getSheetByName: (name) => world.sheets.find((sheet) => sheet.name === name) || null,
    getSheets: () => world.sheets,
    getActiveSheet: () => world.active,
    setActiveSheet: (sheet) => { world.active = sheet; },
    insertSheet: (name, index) => {
      const sheet = new Sheet(name);
      world.sheets.splice(index, 0, sheet);
      world.active = sheet;
      return sheet;
    },
    toast: (text) => world.said.push(text),
  };
  world.spreadsheet = spreadsheet;
  world.menu = () => Menu.shown;
  const context = vm.createContext({
    SpreadsheetApp: {
      getUi: () => ({ createMenu: (title) => new Menu(title) }),
      getActiveSpreadsheet: () => spreadsheet,
      getActiveSheet: () => world.active,
      flush: () => {},
    },
    Session: { getActiveUser: () => ({ getEmail: () => email }) },
    LockService: {
      getDocumentLock: () => ({ tryLock: () => !busy, releaseLock: () => { world.released++; } }),
    },
    Date,
  });
  const file = path.join(__dirname, '..', '..', 'apps_script', 'Code.gs');
  vm.runInContext(fs.readFileSync(file, 'utf8'), context, { filename: 'Code.gs' });
  world.code = context;
  world.value = (expression) => JSON.parse(vm.runInContext(`JSON.stringify(${expression})`, context));
  return world;
}

module.exports = { Menu, Range, Sheet, load };
