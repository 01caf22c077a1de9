# Scores mail with SpamAssassin in one process, with local rules only: state folder, then files to learn from ("+" spam, "-" not),
# then "=" and the file to score, one a line on standard input.
use strict;
use warnings;
use Mail::SpamAssassin;
my ($state, $bayes) = @ARGV;
my $assassin = Mail::SpamAssassin->new({
    local_tests_only => 1,
    dont_copy_prefs => 1,
    userprefs_filename => '/dev/null',
    userstate_dir => $state,
    home_dir_for_helpers => $state,
    post_config_text => "use_bayes $bayes\nbayes_auto_learn 0\nuse_auto_whitelist 0\nbayes_path $state/bayes\nbayes_min_ham_num 50\nbayes_min_spam_num 50\n",
});
$assassin->init(1);
while (my $line = <STDIN>) {
    chomp $line;
    my ($what, $file) = $line =~ /^(.)(.*)$/ or next;
    open(my $handle, '<:raw', $file) or next;
    local $/;
    my $mail = $assassin->parse(scalar(<$handle>), 1);
    close $handle;
    $/ = "\n";
    if ($what eq '=') {
        my $status = $assassin->check($mail);
        printf "%s\t%s\n", $file, $status->get_score();
        $status->finish();
    } elsif ($bayes) {
        $assassin->learn($mail, undef, $what eq '+' ? 1 : 0, 0)->finish();
    }
    $mail->finish();
    local $| = 1;
}
$assassin->finish();
