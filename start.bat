@echo off
chcp 65001 >nul
rem Starts "Otklik" by a double click; another double click only opens its page (docs/deployer.md).
rem Arguments go to Streamlit: start.bat --server.headless=true opens no browser.
cd /d "%~dp0"
title Отклик

curl --silent --fail --noproxy "*" --max-time 2 http://127.0.0.1:8501/_stcore/health >nul 2>nul
if not errorlevel 1 (
    start "" http://127.0.0.1:8501
    exit /b 0
)

rem Each is tried, not only looked for: Windows has a "python" that merely opens the Store.
set "PYTHON="
py -3 -c "" >nul 2>nul && set "PYTHON=py -3"
if not defined PYTHON python -c "" >nul 2>nul && set "PYTHON=python"
if not defined PYTHON (
    echo Не найден Python. Установите Python 3.11 или новее с сайта python.org
    echo и отметьте при установке «Add python.exe to PATH». Затем запустите снова.
    pause
    exit /b 1
)

echo Отклик работает, пока открыто это окно. Чтобы остановить, закройте его.
%PYTHON% start.py run --server.address=127.0.0.1 --server.port=8501 --server.headless=false %*
if errorlevel 1 pause
