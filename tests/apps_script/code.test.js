'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { Menu, Range, Sheet, load } = require('./fakes.js');

const HEADER = ['№', 'Моё', 'Выявлено *', 'НАПРАВЛЕНО', 'Размещено'];
const cases = (...rows) => new Sheet('Реестр', [['Сообщение'], HEADER, ...rows]);
const journal = () => new Sheet('Журнал', [['№', 'Время', 'Событие', 'Исполнитель']]);
const edits = (world) => world.sheets.find((sheet) => sheet.name === 'Правки');
const edit = (world, range, more = {}) => ({ range, source: world.spreadsheet, ...more });
const fresh = (date) => Math.abs(Date.now() - date.getTime()) < 5000 && date.getMilliseconds() === 0;

test('the menu offers every step once, and every function of it exists', () => {
  const world = load([cases()]);
  world.code.onOpen();
  const walk = (menu) => menu.items.flatMap((item) => (item instanceof Menu ? walk(item) : [item]));
  const items = walk(world.menu());
  assert.equal(items.length, 2 + 14 + 6);
  assert.equal(new Set(items.map((item) => item[1])).size, items.length);
  for (const [label, action] of items) assert.equal(typeof world.code[action], 'function', label);
  for (const [title, action] of world.value('[...STEPS, ...ROUNDS]')) {
    assert.match(String(world.code[action]), /stamp|again/);
    assert.ok(items.some(([label, name]) => name === action && label.startsWith(title)));
  }
});

test('each menu function stamps its own step', () => {
  const world = load([cases()]);
  const stamped = [];
  world.code.stamp = (title) => stamped.push(title);
  world.code.again = (title) => stamped.push(title);
  for (const [title, action] of world.value('[...STEPS, ...ROUNDS]')) {
    world.code[action]();
    assert.equal(stamped.pop(), title);
  }
});

test('a stamp fills the empty cell of the chosen row and notes it', () => {
  const sheet = cases([7, 'своё', 46349.5, '', '']);
  const world = load([sheet]);
  sheet.active = [3, 1];
  world.code.stampSent();
  assert.ok(fresh(sheet.at(3, 4)));
  assert.equal(sheet.formats['3,4'], 'dd.mm.yyyy hh:mm');
  assert.deepEqual(sheet.rows[2].slice(0, 3), [7, 'своё', 46349.5]);
  const [titles, line] = edits(world).rows;
  assert.deepEqual([...titles], ['Когда', 'Кто', 'Ячейка', 'Было', 'Стало']);
  assert.equal(line[1], 'curator@example.org');
  assert.equal(line[2], 'Реестр!D3 · № 7 · Направлено');
  assert.equal(line[3], '');
  assert.equal(world.active, sheet); // the new tab does not take the user away
});

test('a filled cell is never overwritten', () => {
  const sheet = cases([7, '', 46349.5, 'вчера', '']);
  const world = load([sheet]);
  sheet.active = [3, 4];
  world.code.stampSent();
  assert.equal(sheet.at(3, 4), 'вчера');
  assert.match(world.said[0], /уже отмечено: вчера/);
  assert.equal(edits(world), undefined);
});

test('outside of the messages nothing is stamped', () => {
  const sheet = cases([7, '', 46349.5, '', '']);
  for (const [tab, row] of [[sheet, 1], [sheet, 2], [journal(), 2], [new Sheet('Реестр', [['пусто']]), 2]]) {
    const world = load([tab]);
    tab.active = [row, 1];
    const before = JSON.stringify(tab.rows);
    world.code.stampPosted();
    world.code.againReturned();
    world.code.giveNumber();
    assert.equal(JSON.stringify(tab.rows), before);
    assert.match(world.said[0], /Выберите строку/);
  }
});

test('an absent column is named', () => {
  const sheet = cases([7, '', 46349.5, '', '']);
  const world = load([sheet]);
  sheet.active = [3, 1];
  world.code.stampReported();
  assert.match(world.said[0], /нет столбца «Доложено главе»/);
});

test('a new message gets the next number, below the last one', () => {
  const sheet = cases([7, '', 46349.5, '', ''], ['12 ', '', 46350.5, '', ''], ['А-3', '', 46351.5, '', '']);
  const world = load([sheet]);
  world.code.newCase();
  assert.equal(sheet.at(6, 1), 13);
  assert.ok(fresh(sheet.at(6, 3)));
  assert.deepEqual(sheet.active, [6, 3]);
  assert.equal(world.released, 1);
});

test('a row prepared with its number is taken first', () => {
  const sheet = cases([1, '', 46349.5, '', ''], [2, 'итог', '', '', 'нет'], [3, '', '', '', false]);
  sheet.written['4,2'] = '=C4';
  const world = load([sheet]);
  world.code.newCase();
  assert.equal(sheet.at(4, 1), 2);
  assert.ok(fresh(sheet.at(4, 3)));
  assert.equal(sheet.at(5, 3), '');
});

test('a row that somebody has begun without a time is left to him', () => {
  const sheet = cases([1, '', 46349.5, '', ''], ['', 'чьё-то', '', '', '']);
  const world = load([sheet]);
  world.code.newCase();
  assert.deepEqual([sheet.at(4, 1), sheet.at(4, 3)], ['', '']);
  assert.equal(sheet.at(5, 1), 2);
});

test('the first message of an empty register is number one', () => {
  const world = load([cases()]);
  world.code.newCase();
  assert.equal(world.sheets[0].at(3, 1), 1);
});

test('a busy sheet and a missing one are said', () => {
  const sheet = cases([1, '', 46349.5, '', '']);
  const busy = load([sheet], { busy: true });
  busy.code.newCase();
  assert.match(busy.said[0], /занята/);
  assert.equal(sheet.rows.length, 3);
  const none = load([new Sheet('Лист1')]);
  none.code.newCase();
  assert.match(none.said[0], /Не найден лист «Реестр»/);
});

test('a number is given once', () => {
  const sheet = cases([41, '', 46349.5, '', ''], ['', '', 46350.5, '', '']);
  const world = load([sheet]);
  sheet.active = [4, 2];
  world.code.giveNumber();
  world.code.giveNumber();
  assert.equal(sheet.at(4, 1), 42);
  assert.match(world.said[0], /уже есть № 42/);
});

test('a further round goes to the journal', () => {
  const sheet = cases([7, '', 46349.5, '', ''], ['', '', 46350.5, '', '']);
  const log = journal();
  const world = load([sheet, log]);
  sheet.active = [3, 1];
  world.code.againReturned();
  world.code.againSent();
  assert.deepEqual(log.rows.slice(1).map((row) => [row[0], row[2]]), [[7, 'Возвращено'], [7, 'Направлено']]);
  assert.ok(fresh(log.at(2, 2)));
  assert.deepEqual(edits(world).rows.slice(1).map((row) => row[2]), [
    'Журнал!B2 · № 7 · Время',
    'Журнал!B3 · № 7 · Время',
  ]);
  sheet.active = [4, 1];
  world.code.againReturned();
  assert.match(world.said.at(-1), /Сначала дайте строке №/);
  const alone = load([sheet]);
  sheet.active = [3, 1];
  alone.code.againReturned();
  assert.match(alone.said[0], /Не найден лист «Журнал»/);
});

test('an edit of a step is noted with both values', () => {
  const sheet = cases([7, '', 46349.5, 'завтра', '']);
  const world = load([sheet]);
  world.code.onEdit(edit(world, new Range(sheet, 3, 4), { oldValue: '46349.586805555555' }));
  assert.deepEqual([...edits(world).rows[1]].slice(1), [
    'curator@example.org', 'Реестр!D3 · № 7 · Направлено', '23.11.2026 14:05', 'завтра',
  ]);
});

test('edits of other cells, tabs and headers are not noted', () => {
  const sheet = cases([7, '', 46349.5, '', '']);
  const world = load([sheet, new Sheet('Заметки', [['Выявлено']])]);
  world.code.onEdit(edit(world, new Range(sheet, 3, 2)));
  world.code.onEdit(edit(world, new Range(sheet, 2, 4)));
  world.code.onEdit(edit(world, new Range(world.sheets[1], 1, 1)));
  assert.equal(edits(world), undefined);
});

test('a paste is noted cell by cell, a large one in one line', () => {
  const sheet = cases([7, '', 1, 2, ''], [8, '', 3, 4, '']);
  const world = load([sheet]);
  world.code.onEdit(edit(world, new Range(sheet, 1, 2, 4, 3)));
  const lines = edits(world).rows.slice(1);
  assert.equal(lines.length, 4);
  assert.deepEqual(lines.map((line) => line[3]), Array(4).fill('неизвестно'));
  world.code.onEdit(edit(world, new Range(sheet, 3, 3, 500, 1)));
  assert.match(edits(world).rows.at(-1)[2], /ячеек шагов: 500/);
});

test('what was typed never becomes a formula', () => {
  const sheet = cases([7, '', 1, '=IMPORTXML("x")', '']);
  const world = load([sheet]);
  world.code.onEdit(edit(world, new Range(sheet, 3, 4), { oldValue: '=1+1' }));
  assert.deepEqual(edits(world).formulas, []);
  assert.equal(edits(world).at(2, 4), '=1+1');
});

test('an editor whom Google does not name is unknown', () => {
  const sheet = cases([7, '', 1, 2, '']);
  const world = load([sheet], { email: '' });
  world.code.onEdit(edit(world, new Range(sheet, 3, 4)));
  assert.equal(edits(world).at(2, 2), 'неизвестно');
});

test('the journal\'s times are steps too', () => {
  const log = journal();
  log.rows.push([7, 46349.5, 'Возвращено', '']);
  const world = load([cases(), log]);
  world.code.onEdit(edit(world, new Range(log, 2, 2), { oldValue: undefined }));
  assert.equal(edits(world).at(2, 3), 'Журнал!B2 · № 7 · Время');
});

test('headers compare as the parser compares them', () => {
  const { code } = load([cases()]);
  for (const title of ['Счёт', ' СЧЕТ *', 'счет:', 'Счёт\u00a0 ']) assert.equal(code.normal(title), 'счет');
  assert.equal(code.normal('На  согласовании\nу зам. главы'), 'на согласовании у зам. главы');
  assert.equal(code.headerOf(Array(3).fill(['a']), ['№']), null);
  assert.equal(code.headerOf([['№', '№', 'Выявлено']], ['№']).columns['№'], 1);
});

test('letters of columns', () => {
  const { code } = load([cases()]);
  assert.deepEqual([1, 26, 27, 52, 53, 702, 703].map((n) => code.letters(n)), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

test('old values as people saw them', () => {
  const { code } = load([cases()]);
  assert.equal(code.timeText(undefined), '');
  assert.equal(code.timeText('46349'), '23.11.2026 00:00');
  assert.equal(code.timeText('12.03'), '12.03');
  assert.equal(code.timeText('вчера'), 'вчера');
  assert.equal(code.asText(''), '');
});
