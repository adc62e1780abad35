; The words of the wizard a user meets, in Chinese; the others stay as Inno Setup has them.
[LangOptions]
LanguageName=<7B80><4F53><4E2D><6587>
LanguageID=$0804
LanguageCodePage=0

[Messages]
SetupAppTitle=安装
SetupWindowTitle=安装 - %1
ButtonBack=上一步(&B)
ButtonNext=下一步(&N)
ButtonInstall=安装(&I)
ButtonCancel=取消
ButtonFinish=完成(&F)
ButtonBrowse=浏览(&B)…
WizardSelectDir=选择安装位置
SelectDirDesc=把 [name] 安装到哪里？
WizardLicense=许可协议
LicenseAccepted=我接受(&A)
LicenseNotAccepted=我不接受(&D)
WizardReady=准备安装
WizardInstalling=正在安装
FinishedHeadingLabel=[name] 已安装
ConfirmUninstall=要卸载 %1 吗？您的数据文件和设置会保留。

[CustomMessages]
CreateDesktopIcon=创建桌面快捷方式(&D)
LaunchProgram=运行 %1
