@echo off
rem Builds the program and its installer on Windows. Needs Python 3.11 or newer and Inno Setup 6.3
rem or newer. Never run by us: everything below follows the documentation of both.
setlocal
cd /d "%~dp0..\.."
if not exist .venv\Scripts\python.exe python -m venv .venv || exit /b 1
.venv\Scripts\python -m pip install --quiet --require-hashes -r packaging\lock\package.txt || exit /b 1
.venv\Scripts\python packaging\program\build.py || exit /b 1
for /f "delims=" %%v in ('.venv\Scripts\python -c "from app.version import VERSION; print(VERSION)"') do set VERSION=%%v
set ISCC=iscc
where /q iscc || set ISCC="%ProgramFiles(x86)%\Inno Setup 6\ISCC.exe"
%ISCC% /DVersion=%VERSION% packaging\windows\sandan.iss
