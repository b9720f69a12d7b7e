/**
 * «Отклик»: помощник в самой таблице. Необязателен: без него всё работает, время вписывают руками.
 *
 * Меню «Отклик» ставит текущее время в ячейку шага выбранной строки, даёт новой строке № и добавляет
 * в «Журнал» строку для ещё одного возврата или доработки. Каждую правку ячейки шага, сделанную руками,
 * скрипт записывает на лист «Правки»: когда, кто, какая ячейка, что было и что стало.
 *
 * Чего «Правки» не увидят: изменений формулами, другими скриптами и через API (Google не сообщает о них
 * скрипту), а при вставке сразу нескольких ячеек — прежних значений. Адрес сотрудника Google показывает
 * только внутри одной организации; иначе в столбце «Кто» стоит «неизвестно». Программа «Отклик» лист
 * «Правки» не читает: исправление — не событие.
 *
 * Установка: «Расширения → Apps Script», вставить этот файл целиком, сохранить, обновить таблицу.
 */

const CASES = 'Реестр';
const JOURNAL = 'Журнал';
const EDITS = 'Правки';
const NUMBER = '№';
const DETECTED = 'Выявлено';
const HEADER_ROWS = 15; // заголовки ищутся в первых строках, как это делает «Отклик»
const TIME_FORMAT = 'dd.mm.yyyy hh:mm';
const EDIT_TITLES = ['Когда', 'Кто', 'Ячейка', 'Было', 'Стало'];
const EDIT_LIMIT = 100; // больше ячеек за одну правку записываются одной строкой

// Столбцы шагов листа «Реестр»: заголовок и функция меню, которая ставит в него время.
const STEPS = [
  ['Выявлено', 'stampDetected'],
  ['Направлено', 'stampSent'],
  ['Возвращено', 'stampReturned'],
  ['Направлено повторно', 'stampResent'],
  ['Проект получен', 'stampDrafted'],
  ['На доработку', 'stampSentBack'],
  ['Доработано', 'stampRedrafted'],
  ['На согласовании у зам. главы', 'stampEscalated'],
  ['Согласовано', 'stampApproved'],
  ['Размещено', 'stampPosted'],
  ['Окончательный проект', 'stampFinalDrafted'],
  ['Окончательный согласован', 'stampFinalApproved'],
  ['Окончательный ответ', 'stampFinalPosted'],
  ['Доложено главе', 'stampReported'],
];
// Столбцы времени каждого листа: их правки записываются на лист «Правки».
const TIMES = { [CASES]: STEPS.map((step) => step[0]), [JOURNAL]: ['Время'] };
const USUAL = ['Направлено', 'Проект получен', 'Согласовано', 'Размещено', 'Доложено главе'];

// «Ещё раз…»: событие, которое строка реестра уже не вместит.
const ROUNDS = [
  ['Возвращено', 'againReturned'],
  ['Направлено', 'againSent'],
  ['На доработку', 'againSentBack'],
  ['Проект получен', 'againDrafted'],
  ['На согласовании у зам. главы', 'againEscalated'],
  ['Согласовано', 'againApproved'],
];

/** Меню при открытии таблицы. */
function onOpen() {
  const ui = SpreadsheetApp.getUi();
  const menu = ui.createMenu('Отклик').addItem('Новое сообщение: № и «Выявлено» сейчас', 'newCase');
  menu.addItem('Дать № этой строке', 'giveNumber').addSeparator();
  const rare = ui.createMenu('Другой шаг…');
  for (const [title, action] of STEPS) {
    (USUAL.includes(title) ? menu : rare).addItem(title + ' сейчас', action);
  }
  const again = ui.createMenu('Ещё раз…');
  for (const [event, action] of ROUNDS) {
    again.addItem(event + ' ещё раз', action);
  }
  menu.addSubMenu(rare).addSubMenu(again).addToUi();
}

/** Правка руками: если тронута ячейка шага, она записывается на лист «Правки». */
function onEdit(event) {
  const sheet = event.range.getSheet();
  const titles = TIMES[sheet.getName()];
  const header = titles && findHeader(sheet);
  if (!header) {
    return;
  }
  const touched = touchedCells(event.range, header, titles);
  if (touched.length) {
    const lines = editLines(event, touched, sheet, header);
    appendEdits(event.source, lines);
  }
}

function stampDetected() { stamp(STEPS[0][0]); }
function stampSent() { stamp(STEPS[1][0]); }
function stampReturned() { stamp(STEPS[2][0]); }
function stampResent() { stamp(STEPS[3][0]); }
function stampDrafted() { stamp(STEPS[4][0]); }
function stampSentBack() { stamp(STEPS[5][0]); }
function stampRedrafted() { stamp(STEPS[6][0]); }
function stampEscalated() { stamp(STEPS[7][0]); }
function stampApproved() { stamp(STEPS[8][0]); }
function stampPosted() { stamp(STEPS[9][0]); }
function stampFinalDrafted() { stamp(STEPS[10][0]); }
function stampFinalApproved() { stamp(STEPS[11][0]); }
function stampFinalPosted() { stamp(STEPS[12][0]); }
function stampReported() { stamp(STEPS[13][0]); }

function againReturned() { again(ROUNDS[0][0]); }
function againSent() { again(ROUNDS[1][0]); }
function againSentBack() { again(ROUNDS[2][0]); }
function againDrafted() { again(ROUNDS[3][0]); }
function againEscalated() { again(ROUNDS[4][0]); }
function againApproved() { again(ROUNDS[5][0]); }

/** Текущее время в ячейку шага выбранной строки. Заполненная ячейка не меняется. */
function stamp(title) {
  const place = chosenRow();
  if (!place) {
    return;
  }
  const column = place.header.columns[normal(title)];
  if (!column) {
    say('На листе «' + CASES + '» нет столбца «' + title + '».');
    return;
  }
  const cell = place.sheet.getRange(place.row, column);
  if (!cell.isBlank()) {
    say('«' + title + '» уже отмечено: ' + cell.getDisplayValue() + '. Ещё один раз — меню «Ещё раз…».');
    return;
  }
  writeTime(cell, present());
  noteStamp(place, cell);
}

/** Новая строка под последней: № и «Выявлено». */
function newCase() {
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheetByName(CASES);
  const header = sheet && findHeader(sheet);
  if (!header) {
    say('Не найден лист «' + CASES + '» с заголовками «' + NUMBER + '» и «' + DETECTED + '».');
    return;
  }
  locked(() => {
    const numbers = columnValues(sheet, header, NUMBER);
    const row = header.row + 1 + (numbers.length ? filledRows(sheet, header, numbers.length) : 0);
    const number = sheet.getRange(row, header.columns[NUMBER]);
    if (number.isBlank()) {
      number.setValue(nextNumber(numbers));
    }
    const cell = sheet.getRange(row, header.columns[normal(DETECTED)]);
    writeTime(cell, present());
    sheet.setActiveRange(cell);
    noteStamp({ sheet, header }, cell);
  });
}

/** № выбранной строке, если его ещё нет. */
function giveNumber() {
  const place = chosenRow();
  if (!place) {
    return;
  }
  locked(() => {
    const cell = place.sheet.getRange(place.row, place.header.columns[NUMBER]);
    if (cell.isBlank()) {
      cell.setValue(nextNumber(columnValues(place.sheet, place.header, NUMBER)));
    } else {
      say('У строки уже есть № ' + cell.getDisplayValue() + '.');
    }
  });
}

/** Строка «Журнала»: ещё один раз то, что в строке реестра уже занято. */
function again(event) {
  const place = chosenRow();
  if (!place) {
    return;
  }
  const number = place.sheet.getRange(place.row, place.header.columns[NUMBER]).getValue();
  if (number === '') {
    say('Сначала дайте строке №.');
    return;
  }
  const journal = SpreadsheetApp.getActiveSpreadsheet().getSheetByName(JOURNAL);
  const header = journal && findHeader(journal);
  if (!header) {
    say('Не найден лист «' + JOURNAL + '» с заголовками «№», «Время», «Событие».');
    return;
  }
  locked(() => {
    const row = Math.max(journal.getLastRow(), header.row) + 1;
    journal.getRange(row, header.columns[NUMBER]).setValue(number);
    journal.getRange(row, header.columns[normal('Событие')]).setValue(event);
    const cell = journal.getRange(row, header.columns[normal('Время')]);
    writeTime(cell, present());
    noteStamp({ sheet: journal, header }, cell);
  });
  say('№ ' + number + ': «' + event + '» записано в «' + JOURNAL + '». При новой отправке впишите там исполнителя.');
}

/** Выбранная строка «Реестра», или null с объяснением. */
function chosenRow() {
  const sheet = SpreadsheetApp.getActiveSheet();
  const header = sheet.getName() === CASES ? findHeader(sheet) : null;
  const row = sheet.getActiveCell().getRow();
  if (!header || row <= header.row) {
    say('Выберите строку сообщения на листе «' + CASES + '».');
    return null;
  }
  return { sheet, header, row };
}

/** Где заголовки листа: номер строки и номер столбца каждого; null, если их нет. */
function findHeader(sheet) {
  const keys = { [CASES]: [NUMBER, DETECTED], [JOURNAL]: [NUMBER, 'Время', 'Событие'] }[sheet.getName()];
  const width = sheet.getLastColumn();
  const height = Math.min(HEADER_ROWS, sheet.getLastRow());
  return width && height ? headerOf(sheet.getRange(1, 1, height, width).getValues(), keys) : null;
}

/** То же по значениям первых строк: первая строка, в которой есть все ключевые заголовки. */
function headerOf(rows, keys) {
  for (let at = 0; at < rows.length; at++) {
    const columns = {};
    rows[at].forEach((cell, column) => {
      const title = normal(cell);
      if (title && !(title in columns)) {
        columns[title] = column + 1;
      }
    });
    if (keys.every((key) => normal(key) in columns)) {
      return { row: at + 1, columns };
    }
  }
  return null;
}

/** Заголовок, как его сравнивает «Отклик»: без регистра, ё, лишних пробелов, «*» и «:» в конце. */
function normal(title) {
  const text = String(title).toLowerCase().replace(/ё/g, 'е').replace(/\s+/g, ' ').trim();
  return text.replace(/[*: ]+$/, '');
}

/** Значения столбца под заголовком. */
function columnValues(sheet, header, title) {
  const rows = sheet.getLastRow() - header.row;
  const column = header.columns[normal(title)];
  return rows > 0 ? sheet.getRange(header.row + 1, column, rows, 1).getValues().map((row) => row[0]) : [];
}

/** Следующий №: на единицу больше наибольшего целого. */
function nextNumber(numbers) {
  const whole = numbers.map((value) => (/^\s*\d{1,9}\s*$/.test(String(value)) ? Number(value) : 0));
  return whole.reduce((largest, value) => Math.max(largest, value), 0) + 1;
}

/** Сколько строк под заголовком занято. Заготовленная (только №, флажки, «нет», формулы) свободна. */
function filledRows(sheet, header, count) {
  const range = sheet.getRange(header.row + 1, 1, count, sheet.getLastColumn());
  const formulas = range.getFormulas();
  const values = range.getValues();
  const content = (value, row, column) =>
    column !== header.columns[NUMBER] - 1 && !formulas[row][column] && !['', false, 'нет'].includes(value);
  let last = count;
  while (last && !values[last - 1].some((value, column) => content(value, last - 1, column))) {
    last--;
  }
  return last;
}

/** Ячейки шагов внутри изменённой области: [строка, столбец, заголовок]. */
function touchedCells(range, header, titles) {
  const cells = [];
  const first = Math.max(range.getRow(), header.row + 1);
  for (const title of titles) {
    const column = header.columns[normal(title)];
    if (column >= range.getColumn() && column <= range.getLastColumn()) {
      for (let row = first; row <= range.getLastRow(); row++) {
        cells.push([row, column, title]);
      }
    }
  }
  return cells;
}

/** Строки для листа «Правки». */
function editLines(event, touched, sheet, header) {
  const when = present();
  const who = whoEdited(event);
  if (touched.length > EDIT_LIMIT) {
    const what = sheet.getName() + '!' + event.range.getA1Notation() + ', ячеек шагов: ' + touched.length;
    return [[when, who, what, 'неизвестно', 'вставка']];
  }
  const single = event.range.getNumRows() * event.range.getNumColumns() === 1;
  return touched.map(([row, column, title]) => {
    const number = sheet.getRange(row, header.columns[NUMBER]).getDisplayValue();
    const name = cellName(sheet.getName(), row, column, number, title);
    const before = single ? timeText(event.oldValue) : 'неизвестно';
    return [when, who, name, asText(before), asText(sheet.getRange(row, column).getDisplayValue())];
  });
}

/** «Реестр!K12 · № 15 · Направлено». */
function cellName(tab, row, column, number, title) {
  return tab + '!' + letters(column) + row + ' · № ' + (number || '?') + ' · ' + title;
}

/** Буквы столбца: 1 — A, 27 — AA. */
function letters(column) {
  let text = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  }
  return text;
}

/** Прежнее значение, как его видел человек: Google передаёт дату числом дней с 30.12.1899. */
function timeText(value) {
  if (value === undefined || value === null || value === '') {
    return '';
  }
  const serial = Number(value);
  if (!(serial >= 36526 && serial < 73051)) {
    return String(value);
  }
  const moment = new Date(Math.round(serial * 86400) * 1000 - 25569 * 86400000);
  const two = (part) => String(part).padStart(2, '0');
  const day = two(moment.getUTCDate()) + '.' + two(moment.getUTCMonth() + 1) + '.' + moment.getUTCFullYear();
  return day + ' ' + two(moment.getUTCHours()) + ':' + two(moment.getUTCMinutes());
}

/** Текст, который таблица не примет за формулу, число или дату. */
function asText(value) {
  return value === '' ? '' : "'" + value;
}

function whoEdited(event) {
  const user = event.user || Session.getActiveUser();
  return (user && user.getEmail && user.getEmail()) || 'неизвестно';
}

/** Отметка из меню: правкой руками она не считается, поэтому записывается здесь же. */
function noteStamp(place, cell) {
  const tab = place.sheet.getName();
  const number = place.sheet.getRange(cell.getRow(), place.header.columns[NUMBER]).getDisplayValue();
  const title = TIMES[tab].find((name) => place.header.columns[normal(name)] === cell.getColumn());
  const name = cellName(tab, cell.getRow(), cell.getColumn(), number, title);
  const line = [present(), whoEdited({}), name, '', asText(cell.getDisplayValue())];
  appendEdits(SpreadsheetApp.getActiveSpreadsheet(), [line]);
}

/** Дописать строки на лист «Правки»; лист создаётся при первой правке. */
function appendEdits(spreadsheet, lines) {
  let sheet = spreadsheet.getSheetByName(EDITS);
  if (!sheet) {
    const active = spreadsheet.getActiveSheet();
    sheet = spreadsheet.insertSheet(EDITS, spreadsheet.getSheets().length);
    sheet.getRange(1, 1, 1, EDIT_TITLES.length).setValues([EDIT_TITLES]);
    sheet.setFrozenRows(1);
    spreadsheet.setActiveSheet(active);
  }
  const range = sheet.getRange(sheet.getLastRow() + 1, 1, lines.length, EDIT_TITLES.length);
  range.setValues(lines);
  sheet.getRange(range.getRow(), 1, lines.length, 1).setNumberFormat('dd.mm.yyyy hh:mm:ss');
}

function writeTime(cell, moment) {
  cell.setNumberFormat(TIME_FORMAT).setValue(moment);
}

/** Текущее время до секунды; в ячейке оно окажется в часовом поясе таблицы. */
function present() {
  const now = new Date();
  now.setMilliseconds(0);
  return now;
}

/** Двое не получат один № и не займут одну строку. */
function locked(work) {
  const lock = LockService.getDocumentLock();
  if (!lock.tryLock(10000)) {
    say('Таблица занята другим сотрудником. Повторите через несколько секунд.');
    return;
  }
  try {
    work();
    SpreadsheetApp.flush();
  } finally {
    lock.releaseLock();
  }
}

function say(text) {
  SpreadsheetApp.getActiveSpreadsheet().toast(text, 'Отклик', 8);
}
