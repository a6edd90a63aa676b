@echo off
rem Runs ckpt on Windows, with Java 17 or newer in JAVA_HOME or on the PATH.
setlocal DisableDelayedExpansion
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME:"=%\bin\java.exe"
if defined JAVA_HOME if not exist "%java%" (
  echo ckpt: JAVA_HOME does not contain bin\java.exe. Install a JDK, 17 or newer, or set JAVA_HOME to one. 1>&2
  exit /b 1
)
"%java%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "%~dp0..\lib\ckpt.jar" %*
exit /b %ERRORLEVEL%
