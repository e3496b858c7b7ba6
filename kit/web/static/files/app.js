/* Lantai: keys, editing in place, paste, drafts, uploads. Everything here is an
   addition: each function has its ordinary page without scripts. ES2018. */
(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  root.classList.add('js');

  function all(sel, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(sel)); }
  function one(sel, from) { return (from || doc).querySelector(sel); }
  function el(tag, text, cls) {
    var n = doc.createElement(tag);
    if (text !== undefined) n.textContent = text;
    if (cls) n.className = cls;
    return n;
  }
  function newKey() {
    var b = new Uint8Array(16);
    crypto.getRandomValues(b);
    return Array.prototype.map.call(b, function (x) { return ('0' + x.toString(16)).slice(-2); }).join('');
  }
  function stored(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      localStorage.setItem(name, value);
    } catch (e) { return null; }
  }
  function typing(t) {
    return t && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && !/^(checkbox|radio|button|submit)$/.test(t.type));
  }
  function say(tone, text) {
    var box = one('#notices');
    if (!box) return;
    var n = el('div', undefined, 'notice ' + tone);
    n.setAttribute('role', tone === 'bad' ? 'alert' : 'status');
    n.appendChild(el('p', text));
    box.textContent = '';
    box.appendChild(n);
  }
  /* A change sent from a script: the same form a page would send. */
  function send(url, fields, key) {
    var body = new URLSearchParams();
    body.set('_key', key || newKey());
    Object.keys(fields).forEach(function (k) { body.set(k, fields[k]); });
    return fetch(url, { method: 'POST', body: body, credentials: 'same-origin', headers: { Accept: 'application/json' } }).then(function (r) {
      return r.json().catch(function () { return {}; }).then(function (v) {
        if (r.ok) return v;
        var e = v.error || {};
        var err = new Error(e.say || '没有存下，请重新填写。');
        err.fields = e.fields || {};
        err.status = r.status;
        throw err;
      });
    }, function () { throw new Error('网络不通，结果待确认；恢复后请刷新本页核对。'); });
  }

  /* ---- rows: j k x o ---- */
  var at = null;
  /* The list beside an open case comes before the tables of the page. */
  function rows() {
    var list = all('[data-rows] > li');
    return list.length ? list : all('[data-grid] tbody tr');
  }
  function go(step) {
    var list = rows();
    if (!list.length) return;
    var i = list.indexOf(at) + step;
    if (!at) i = step > 0 ? 0 : list.length - 1;
    i = Math.max(0, Math.min(list.length - 1, i));
    if (at) at.classList.remove('at');
    at = list[i];
    at.classList.add('at');
    at.scrollIntoView({ block: 'nearest' });
    var link = one('a[href]', at) || one('[tabindex]', at);
    if (link) link.focus({ preventScroll: true });
  }
  function open() {
    var href = at && at.getAttribute('data-href');
    if (href) location.assign(href);
  }
  function mark(box) {
    var tr = box.closest('tr');
    if (tr) tr.classList.toggle('on', box.checked);
  }
  function count() {
    all('[data-bulk]').forEach(function (form) {
      var boxes = all('tbody td.box input', form), n = boxes.filter(function (b) { return b.checked; }).length;
      boxes.forEach(mark);
      var line = one('[data-chosen]', form);
      if (line) line.textContent = n ? '已选 ' + n + ' 件' : '勾选左侧方框后办理';
      var bar = one('[data-bulkbar]', form);
      if (bar) bar.classList.toggle('live', n > 0);
      var head = one('[data-all]', form);
      if (head) { head.checked = n > 0 && n === boxes.length; head.indeterminate = n > 0 && n < boxes.length; }
    });
  }
  doc.addEventListener('change', function (e) {
    var t = e.target;
    if (t.matches && t.matches('[data-all]')) {
      all('tbody td.box input', t.closest('table')).forEach(function (b) { b.checked = t.checked; mark(b); });
    }
    if (t.type === 'checkbox') count();
  });
  doc.addEventListener('click', function (e) {
    var tr = e.target.closest && e.target.closest(one('[data-rows]') ? '[data-rows] > li' : '[data-grid] tbody tr');
    if (tr) { if (at) at.classList.remove('at'); at = tr; at.classList.add('at'); }
    if (e.target.matches && e.target.matches('[data-keys-off]')) {
      var off = stored('keys') === 'off';
      stored('keys', off ? 'on' : 'off');
      e.target.textContent = off ? '停用单键操作' : '启用单键操作';
    }
  });

  /* ---- correcting a cell in place ---- */
  function edit(td) {
    var tr = td.closest('tr'), url = tr && tr.getAttribute('data-edit');
    if (!url || one('.celledit', td)) return;
    var shown = one('[data-value]', td), before = shown ? shown.textContent : '';
    var kept = Array.prototype.slice.call(td.childNodes);
    var choices = td.getAttribute('data-choices'), input;
    if (choices) {
      input = el('select');
      var listed = choices.split('\t');
      /* nothing is chosen for her: until she picks, the cell stays as it was */
      if (listed.indexOf(before) < 0) {
        var none = el('option', before || '未选');
        none.value = before;
        none.selected = true;
        input.appendChild(none);
      }
      listed.forEach(function (c) {
        var o = el('option', c);
        o.value = c;
        o.selected = c === before;
        input.appendChild(o);
      });
    } else {
      input = el('input');
      input.type = 'text';
      input.value = before;
    }
    input.className = 'celledit';
    input.setAttribute('aria-label', td.getAttribute('aria-label') || '');
    td.classList.add('editing');
    td.textContent = '';
    td.appendChild(input);
    input.focus();
    if (input.select) input.select();
    var key = newKey(), busy = false, closed = false;
    function restore() {
      closed = true;
      td.classList.remove('editing');
      td.textContent = '';
      kept.forEach(function (n) { td.appendChild(n); });
    }
    function save(then) {
      if (busy || closed) return;
      if (input.value === before) { restore(); if (then) then(); return; }
      busy = true;
      input.disabled = true;
      send(url, { field: td.getAttribute('data-field'), value: input.value }, key).then(function (v) {
        restore();
        if (shown) shown.textContent = v.text === undefined ? input.value : v.text;
        all('.fault', td).forEach(function (n) { n.remove(); });
        td.classList.remove('bad');
        td.classList.add('saved');
        setTimeout(function () { td.classList.remove('saved'); }, 1200);
        if (then) then();
      }, function (err) {
        busy = false;
        key = newKey();
        input.disabled = false;
        all('.fault', td).forEach(function (n) { n.remove(); });
        td.appendChild(el('small', err.fields && err.fields.value || err.message, 'fault'));
        td.classList.add('bad');
        input.focus();
      });
    }
    input.addEventListener('keydown', function (e) {
      if (e.isComposing || e.keyCode === 229) return;
      if (e.key === 'Enter') { e.preventDefault(); e.stopPropagation(); save(function () { beside(td, e.shiftKey ? -1 : 1, true); }); }
      else if (e.key === 'Tab') { e.preventDefault(); e.stopPropagation(); save(function () { beside(td, e.shiftKey ? -1 : 1, false); }); }
      else if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); if (!busy) { restore(); td.focus(); } }
    });
    /* Enter must not send the form the table stands in */
    input.addEventListener('keypress', function (e) { if (e.key === 'Enter') e.preventDefault(); });
    input.addEventListener('blur', function () { if (!busy && !closed) save(); });
  }
  /* the next cell that can be corrected, below or to the right */
  function beside(td, step, down) {
    var cells = all('td[data-field]', td.closest('table')), i;
    if (down) cells = cells.filter(function (c) { return c.getAttribute('data-field') === td.getAttribute('data-field'); });
    i = cells.indexOf(td) + step;
    (cells[i] || td).focus();
  }
  function arrows(td, key) {
    var tr = td.parentNode, col = Array.prototype.indexOf.call(tr.children, td), to = null;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      tr = key === 'ArrowDown' ? tr.nextElementSibling : tr.previousElementSibling;
      to = tr && tr.children[col];
    } else {
      do { td = key === 'ArrowRight' ? td.nextElementSibling : td.previousElementSibling; } while (td && !td.hasAttribute('data-field'));
      to = td;
    }
    if (to && to.hasAttribute('data-field')) { to.focus(); return true; }
    return false;
  }
  doc.addEventListener('dblclick', function (e) {
    var td = e.target.closest && e.target.closest('td[data-field]');
    if (td) edit(td);
  });

  /* ---- pasting a table ---- */
  doc.addEventListener('paste', function (e) {
    var grid = one('[data-grid][data-paste]');
    if (!grid || typing(e.target)) return;
    var text = e.clipboardData && e.clipboardData.getData('text/plain');
    if (!text || text.indexOf('\t') < 0) return;
    e.preventDefault();
    var f = el('form');
    f.method = 'post';
    f.action = grid.getAttribute('data-paste');
    [['_key', newKey()], ['tsv', text]].forEach(function (p) {
      var t = el('textarea');
      t.name = p[0];
      t.value = p[1];
      f.appendChild(t);
    });
    f.hidden = true;
    doc.body.appendChild(f);
    f.submit();
  });

  /* ---- keys ---- */
  var letter = null;
  doc.addEventListener('keydown', function (e) {
    if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
    var t = e.target;
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      var form = t.closest && t.closest('form') || one('main form'), b = form && one('[data-save]', form);
      if (b) { e.preventDefault(); b.click(); }
      return;
    }
    if (t.matches && t.matches('td[data-field]') && !e.ctrlKey && !e.altKey && !e.metaKey) {
      if (e.key === 'Enter' || e.key === 'F2') { e.preventDefault(); edit(t); return; }
      if (/^Arrow/.test(e.key) && arrows(t, e.key)) { e.preventDefault(); return; }
    }
    if (e.key === 'Escape' && typing(t)) { t.blur(); return; }
    if (typing(t) || e.ctrlKey || e.altKey || e.metaKey || one('dialog[open]')) return;
    if (e.key === '?') {
      var d = one('#keys');
      if (d && d.showModal) { d.showModal(); e.preventDefault(); }
      return;
    }
    if (stored('keys') === 'off') return;
    switch (e.key) {
      case '/': letter = one('[data-search]'); if (letter) { e.preventDefault(); letter.focus(); letter.select(); } return;
      case 'j': go(1); return;
      case 'k': go(-1); return;
      case 'o': open(); return;
      case 'x':
        var box = at && one('td.box input', at);
        if (box) { box.checked = !box.checked; count(); }
        return;
      case 'Enter':
        if (at && (t === doc.body || t.closest('tr, li') === at && t.tagName !== 'A' && t.tagName !== 'BUTTON')) open();
        return;
    }
    var hit = e.key.length === 1 && all('[data-key]').filter(function (n) { return n.getAttribute('data-key') === e.key && !n.disabled; })[0];
    if (hit) { e.preventDefault(); hit.click(); }
  });

  /* ---- forms: sent once; drafts; dates; uploads ---- */
  doc.addEventListener('submit', function (e) {
    var f = e.target;
    if (e.defaultPrevented || f.method === 'dialog' || f.method === 'get') return;
    if (f.dataset.sent) { e.preventDefault(); return; }
    f.dataset.sent = '1';
    var b = e.submitter || one('.btn.primary', f);
    setTimeout(function () { if (b && b.tagName === 'BUTTON' && b.classList.contains('btn')) { b.dataset.label = b.textContent; b.disabled = true; b.textContent = '正在提交…'; } }, 0);
    if (one('input[type=file][data-upload]', f) && upload(f, b)) e.preventDefault();
  });
  window.addEventListener('pageshow', function () {
    all('form[data-sent]').forEach(ready);
    count();
  });
  function ready(f) {
    delete f.dataset.sent;
    all('button[data-label]', f).forEach(function (b) { b.disabled = false; b.textContent = b.dataset.label; delete b.dataset.label; });
  }

  function drafts(f) {
    var dirty = false, line = one('[data-draft-line]', f);
    function save() {
      if (!dirty || f.dataset.sent || !f.isConnected) return;
      dirty = false;
      var body = new URLSearchParams();
      new FormData(f).forEach(function (v, n) {
        var c = f.elements[n];
        if (typeof v === 'string' && !(c && c.type === 'password')) body.append(n, v);
      });
      body.set('_key', newKey());
      fetch(f.getAttribute('data-draft'), { method: 'POST', body: body, credentials: 'same-origin' }).then(function (r) {
        if (!r.ok) throw new Error();
        return r.text();
      }).then(function (t) { if (line) line.textContent = '草稿已自动保存 ' + t.trim(); },
        function () { dirty = true; if (line) line.textContent = '草稿没有存上，正在重试；请不要关闭本页。'; });
    }
    f.addEventListener('input', function () { dirty = true; });
    f.addEventListener('focusout', save);
    setInterval(save, 10000);
  }

  var names = '日一二三四五六';
  function readDate(s) {
    s = s.trim().replace(/[０-９]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); });
    /* today where the office is (UTC+8), wherever the computer believes to be */
    var now = new Date(Date.now() + (480 + new Date().getTimezoneOffset()) * 60000), y, m, d, g, shift = { '今天': 0, '今日': 0, '明天': 1, '昨天': -1 }[s];
    if (shift !== undefined) return new Date(now.getFullYear(), now.getMonth(), now.getDate() + shift);
    if ((g = /^(\d{4})(\d\d)(\d\d)$/.exec(s)) || (g = /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(s))) { y = +g[1]; m = +g[2]; d = +g[3]; }
    else if ((g = /^(\d{1,2})[-./月](\d{1,2})日?$/.exec(s))) { y = now.getFullYear(); m = +g[1]; d = +g[2]; }
    else return null;
    var t = new Date(y, m - 1, d);
    return t.getMonth() === m - 1 && t.getDate() === d ? t : null;
  }
  doc.addEventListener('focusout', function (e) {
    var t = e.target;
    if (!t.matches || !t.matches('input[data-date]') || !t.value.trim()) return;
    var d = readDate(t.value), hint = doc.getElementById(t.id + '-hint');
    if (!d) { if (hint) hint.textContent = '没有看懂这个日期，请写成 20261120 的样子'; return; }
    t.value = d.getFullYear() + '-' + ('0' + (d.getMonth() + 1)).slice(-2) + '-' + ('0' + d.getDate()).slice(-2);
    if (hint) hint.textContent = '周' + names[d.getDay()];
  });

  function size(n) { return n < 1048576 ? Math.ceil(n / 1024) + ' KB' : (n / 1048576).toFixed(1) + ' MB'; }
  /* instead of the browser's own words, which are in the browser's language */
  function said(t) { t.dataset.said = t.files.length ? '已选 ' + t.files.length + ' 个文件' : '还没有选择'; }
  doc.addEventListener('change', function (e) {
    var t = e.target;
    if (!t.matches || !t.matches('input[type=file]')) return;
    var list = one('[data-uploads]', t.closest('.field'));
    if (!list) return;
    list.textContent = '';
    said(t);
    Array.prototype.forEach.call(t.files, function (f) {
      var li = el('li');
      li.appendChild(el('b', f.name));
      li.appendChild(el('span', size(f.size), 'meta'));
      list.appendChild(li);
    });
  });
  /* Sends a form with files showing how far it is; the answer replaces the page
     as if the browser had sent the form itself. */
  function upload(f, b) {
    var list = one('[data-uploads]', f);
    if (!list || !list.children.length || !window.FormData) return false;
    var x = new XMLHttpRequest(), bar = el('progress'), line = el('li'), word = el('span', '上传 0 %', 'meta');
    line.appendChild(bar);
    line.appendChild(word);
    list.appendChild(line);
    bar.max = 100;
    bar.value = 0;
    var data = new FormData(f);
    if (b && b.name) data.append(b.name, b.value);
    x.open('POST', b && b.getAttribute('formaction') || f.getAttribute('action') || location.href);
    x.upload.onprogress = function (e) {
      if (!e.lengthComputable) return;
      bar.value = Math.round(100 * e.loaded / e.total);
      word.textContent = bar.value < 100 ? '上传 ' + bar.value + ' %' : '已传完，正在校验…';
    };
    x.onload = function () {
      var d = new DOMParser().parseFromString(x.responseText, 'text/html');
      if (d.querySelector('main')) {
        if (x.status < 400) history.pushState(null, '', x.responseURL);
        doc.title = d.title;
        doc.body.replaceWith(doc.adoptNode(d.body));
        begin();
        window.scrollTo(0, 0);
        return;
      }
      line.remove();
      ready(f);
      say('bad', '没有接收（' + x.status + '），请重新提交。');
    };
    x.onerror = function () { line.remove(); ready(f); say('bad', '网络不通，结果待确认。请先查看是否已经收到，再重新提交；同一张表重复提交不会重复登记。'); };
    x.send(data);
    return true;
  }

  /* The list beside the open case stays where it was scrolled to. */
  function keepPlace(pane) {
    var was = null;
    try { was = sessionStorage.getItem('queue'); } catch (e) { was = null; }
    if (was !== null) pane.scrollTop = +was;
    var top = at.offsetTop - pane.scrollTop;
    if (top < 0 || top + at.offsetHeight > pane.clientHeight) at.scrollIntoView({ block: 'nearest' });
  }
  window.addEventListener('pagehide', function () {
    var pane = one('.queue');
    if (pane) try { sessionStorage.setItem('queue', String(pane.scrollTop)); } catch (e) { return; }
  });

  function focusFault() {
    var s = one('[data-focus]');
    if (s) s.focus();
  }
  doc.addEventListener('htmx:afterSwap', function () { count(); focusFault(); });
  /* A page replaced by script is left by loading the page before it anew. */
  window.addEventListener('popstate', function () { location.reload(); });
  var soon = null;
  function begin() {
    all('.pick input').forEach(said);
    var idle = one('[data-idle]');
    at = one('[data-rows] > li.on');
    if (at) keepPlace(at.closest('.queue'));
    clearTimeout(soon);
    if (idle) soon = setTimeout(function () { say('warn', '两分钟后将自动退出。刷新或打开任一页面即可继续；正在填写的表单不会丢，到时按提示登录后再提交。'); }, Math.max(0, +idle.getAttribute('data-idle') - 120) * 1000);
    all('[data-keys-off]').forEach(function (b) { if (stored('keys') === 'off') b.textContent = '启用单键操作'; });
    all('form[data-draft]').forEach(drafts);
    count();
    focusFault();
  }
  begin();
})();
