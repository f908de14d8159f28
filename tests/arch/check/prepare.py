#!/usr/bin/env python3
"""prepare.py BUILD CLEAN SOURCE…: what ./dev check has to look at: a line KEY SOURCE for each source without a file CLEAN/KEY, first the planted faults.

A key is the hash of all that a finding can depend on: the source, our headers that it includes, its flags, the rules, the
tools. It holds no path, so that all checkouts share what is known. Leaves in BUILD/check the commands for clang and system.pch.
"""
import ctypes
import functools
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

top = Path.cwd()
build = Path(sys.argv[1]).resolve()
clean = Path(sys.argv[2])
sources = sys.argv[3:]
work = build / 'check'
planted = 'tests/arch/check/planted.cpp'
not_for_clang = {'-c', '-Werror', '-Winvalid-pch', '-Wno-maybe-uninitialized'}


def flags_of(command):
    words = iter(shlex.split(command))
    flags = []
    for word in words:
        if word in ('-include', '-o'):
            next(words)
        elif word.startswith('-') and word not in not_for_clang:
            flags.append(word + next(words) if word == '-isystem' else word)
    return flags


@functools.cache
def content(file):
    return Path(file).read_bytes()


@functools.cache
def included(file, system):
    return [name.decode() for name in re.findall(rb'^#include (<.*>)$' if system else rb'^#include "(.*)"$', content(file), re.MULTILINE)]


def own_parts(source):
    """The source and our headers that it includes, directly or not; what is generated from them is known with them."""
    parts = {source}
    found = [source]
    while found:
        file = found.pop()
        for name in included(file, False):
            part = next((part for part in (name, os.path.join(os.path.dirname(file), name)) if os.path.exists(part)), None)
            if part and part not in parts:
                parts.add(part)
                found.append(part)
    return sorted(parts)


def precompile(header, flags, target):
    """Through libclang, for only there can function bodies be left out."""
    library = ctypes.CDLL('libclang-19.so.19')
    library.clang_createIndex.restype = ctypes.c_void_p
    incomplete, for_serialization, skip_function_bodies = 0x02, 0x10, 0x40
    words = [word.encode() for word in (*flags, '-xc++-header', str(header))]
    unit = ctypes.c_void_p()
    failed = library.clang_parseTranslationUnit2(
        ctypes.c_void_p(library.clang_createIndex(0, 1)), None, (ctypes.c_char_p * len(words))(*words), len(words), None, 0,
        incomplete | for_serialization | skip_function_bodies, ctypes.byref(unit))
    if failed or library.clang_saveTranslationUnit(unit, str(target).encode(), 0):
        sys.exit('The system headers could not be precompiled: the lines above say why.')


def forget_top_level(target):
    """Blanks the list of declarations at the top, through which clang-tidy would walk all of Qt for each source. Names are found in tables of their own.

    The list is the long run of pairs (kind, number) that begins with clang's own types, which have the lowest numbers.
    """
    data = bytearray(target.read_bytes())
    runs = [run.span() for run in re.finditer(rb'(?:[\x01-\x7f]\0{7}.{4}\0{4}){1000,}', data, re.DOTALL)]
    runs = [(start, end) for start, end in runs if int.from_bytes(data[start + 8:start + 16], 'little') < 16]
    if len(runs) != 1:
        print('check: this clang keeps its list of declarations elsewhere, so clang-tidy takes five times as long', file=sys.stderr)
        return
    start, end = runs[0]
    data[start:end] = bytes(end - start)
    target.write_bytes(data)


commands = {os.path.relpath(entry['file'], top): entry['command'] for entry in json.loads((build / 'compile_commands.json').read_text())}
for source in sources:
    if source not in commands:
        sys.exit(f'{source} is not part of the build')
parts = {source: own_parts(source) for source in sources}
flags = {source: flags_of(commands[source]) for source in sources}

rules = [Path('.clang-tidy'), Path('tests/arch/check.sh'), *sorted(Path('tests/arch/check').iterdir())]
versions = [subprocess.run([tool, '--version'], capture_output=True, check=True).stdout for tool in ('clang-tidy-19', 'clazy-standalone')]


def key(source):
    words = ' '.join(flags[source]).replace(str(top), '').encode()
    known = [*map(content, rules), *versions, words, *map(content, parts[source])]
    return hashlib.sha256(b''.join(hashlib.sha256(part).digest() for part in known)).hexdigest()


waiting = []
for source in sources:
    name = key(source)
    if (clean / name).exists():
        os.utime(clean / name)
    else:
        waiting.append((name, source))

if waiting:
    work.mkdir(parents=True, exist_ok=True)
    everything = list(dict.fromkeys(flag for source in sources for flag in flags[source]))
    flags[planted] = everything
    (work / 'compile_commands.json').write_text(json.dumps(
        [{'directory': str(build), 'file': str(top / source), 'arguments': ['clang++', *flags[source], '-c', str(top / source)]} for source in flags]))
    own = {file for source in sources for file in parts[source]}
    headers = sorted({name for file in own for name in included(file, True)})
    (work / 'system.h').write_text(''.join(f'#if __has_include({name})\n#include {name}\n#endif\n' for name in headers))
    precompile(work / 'system.h', everything, work / 'system.pch')
    forget_top_level(work / 'system.pch')
    waiting.insert(0, ('planted', planted))
for name, source in waiting:
    print(name, source)
