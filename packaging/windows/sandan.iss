; Inno Setup: installs the folder that `make package` built on Windows, for this user, without
; administrator. Build:  iscc /DVersion=x.y.z packaging\windows\sandan.iss
; (packaging/windows/build.cmd takes the version from app/version.py.)
; Data files and settings lie elsewhere and stay when the program is removed.

#ifndef Version
  #error "Give the version: iscc /DVersion=x.y.z sandan.iss"
#endif
#if Ver < EncodeVer(6, 3, 0)
  #error "Inno Setup 6.3 or newer: x64compatible, and files in UTF-8 without a mark"
#endif

[Setup]
AppId={{6B1B7C52-2E2B-4C4B-9C1E-5A4E44414E01}
AppName=三单通 Sandan
AppVersion={#Version}
AppPublisher=The Sandan authors
DefaultDirName={autopf}\Sandan
DefaultGroupName=三单通 Sandan
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\build\package
OutputBaseFilename=sandan-{#Version}-windows
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
CloseApplications=yes
UninstallDisplayName=三单通 Sandan {#Version}
LicenseFile=..\..\LICENSE
SetupIconFile=sandan.ico
UninstallDisplayIcon={app}\sandan.exe

[Languages]
Name: "zh"; MessagesFile: "compiler:Default.isl,chinese.isl"
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"

[Files]
Source: "..\..\build\package\sandan\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; an older version's parts must not stay beside the new ones
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\三单通 Sandan"; Filename: "{app}\sandan.exe"
Name: "{autodesktop}\三单通 Sandan"; Filename: "{app}\sandan.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.sandan"; ValueType: string; ValueData: "Sandan.Data"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Sandan.Data"; ValueType: string; ValueData: "三单通数据文件"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Sandan.Data\DefaultIcon"; ValueType: string; ValueData: "{app}\sandan.exe,0"
Root: HKA; Subkey: "Software\Classes\Sandan.Data\shell\open\command"; ValueType: string; ValueData: """{app}\sandan.exe"" ""%1"""

[Run]
Filename: "{app}\sandan.exe"; Description: "{cm:LaunchProgram,三单通 Sandan}"; Flags: nowait postinstall skipifsilent
