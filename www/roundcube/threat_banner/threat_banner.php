<?php

/**
 * Gives Roundcube's mail pages the banner: the script, a short-lived token for the reader, and whom the reader has written to.
 *
 * Everything else happens in the browser: the script fetches the message from Roundcube itself and judges it there. The mail is
 * never changed, and the key with which tokens are signed never leaves this file.
 *
 * @license MIT OR Apache-2.0
 */
class threat_banner extends rcube_plugin
{
    public $task = 'mail|settings';

    public function init()
    {
        $this->load_config();
        $this->register_action('plugin.threat_banner.reader', [$this, 'tell_reader']);
        $this->add_hook('render_page', [$this, 'add_script']);
        $this->add_hook('preferences_list', [$this, 'offer_switch']);
        $this->add_hook('preferences_save', [$this, 'keep_switch']);
    }

    /** Puts the script into the page, if it shows mail or writes it. */
    public function add_script($page)
    {
        // The page around the preview frame puts the banner into the frame: one script, started once.
        // A link may say that a page is framed which is none.
        $framed = !empty($_REQUEST['_framed']) && ($_SERVER['HTTP_SEC_FETCH_DEST'] ?? '') !== 'document';
        if ($framed || !$this->setting('warn', true) || !in_array($page['template'], ['mail', 'message', 'compose'])) {
            return $page;
        }

        $script = $this->setting('script');
        // An upgrade leaves the folders of earlier versions; this file names the one that it brought.
        if (!$script && ($version = @file_get_contents($this->home . '/assets/version'))) {
            $script = $this->url('assets/' . trim($version) . '/embed.js');
        }

        $output = rcmail::get_instance()->output;
        if ($page['template'] === 'compose') {
            $output->set_env('threat_banner_answers', $this->answered_message());
        }
        $output->set_env('threat_banner', true);
        $output->add_header(html::tag('script', [
            'type'          => 'module',
            'src'           => $script,
            'integrity'     => $this->setting('integrity'),
            'crossorigin'   => 'anonymous',
            'data-adapter'  => 'roundcube',
            'data-server'   => rtrim($this->setting('server', ''), '/'),
            'data-reader'   => $this->reader(),
            'data-language' => strpos((string) $_SESSION['language'], 'zh') === 0 ? 'zh-Hans' : 'en',
        ], ''));

        return $page;
    }

    /** Lets the reader switch banners off, unless `dont_override` has threat_banner_warn. */
    public function offer_switch($page)
    {
        $fixed = (array) rcmail::get_instance()->config->get('dont_override');
        if ($page['section'] === 'mailview' && !in_array('threat_banner_warn', $fixed)) {
            $this->add_texts('localization/');
            $box = new html_checkbox(['name' => '_threat_banner_warn', 'id' => 'threat_banner_warn', 'value' => 1]);
            $page['blocks']['main']['options']['threat_banner_warn'] = [
                'title'   => html::label('threat_banner_warn', rcube::Q($this->gettext('warn'))),
                'content' => $box->show((int) $this->setting('warn', true)),
            ];
        }

        return $page;
    }

    public function keep_switch($page)
    {
        if ($page['section'] === 'mailview') {
            $page['prefs']['threat_banner_warn'] = !empty($_POST['_threat_banner_warn']);
        }

        return $page;
    }

    /** Answers the script, and only the script of a page that the same login opened, with what it must know of the reader. */
    public function tell_reader()
    {
        $rcmail = rcmail::get_instance();
        // Roundcube itself asks GET requests for no token, and this answer is one.
        $rcmail->request_security_check(rcube_utils::INPUT_GET);

        $identity = $rcmail->user->get_identity();
        $reader = array_filter([
            'name'                 => $identity['name'] ?? '',
            'address'              => $identity['email'] ?? '',
            'known_correspondents' => $this->correspondents(),
        ]);

        header('Content-Type: application/json; charset=UTF-8');
        echo json_encode(['token' => $this->token(), 'life' => $this->token_life(), 'reader' => (object) $reader]);
        exit;
    }

    /** The message that the one being written answers or forwards, if it does. The page itself knows no more than its Message-ID. */
    private function answered_message()
    {
        $id = rcube_utils::get_input_string('_id', rcube_utils::INPUT_GET);
        $compose = $_SESSION['compose_data_' . $id] ?? [];
        $uid = $compose['reply_uid'] ?? $compose['forward_uid'] ?? null;

        // Several messages may be forwarded at once, as attachments; then the first is meant.
        return $uid ? ['uid' => strtok((string) $uid, ','), 'mailbox' => (string) $compose['mailbox']] : null;
    }

    /** Who is logged in: Roundcube knows users by name and mail host, and a name without a domain may be known to several hosts. */
    private function user()
    {
        $rcmail = rcmail::get_instance();
        $name = $rcmail->get_user_name();

        return strpos($name, '@') === false ? $name . '@' . $rcmail->user->data['mail_host'] : $name;
    }

    /** What tells this reader from others who use the same browser, and tells nobody who it is. */
    private function reader()
    {
        return substr(hash_hmac('sha256', $this->user(), (string) rcmail::get_instance()->config->get('des_key')), 0, 16);
    }

    /** A JSON Web Token (RFC 7519) for the logged-in user, or null where no key is set up. */
    private function token()
    {
        $key = base64_decode(preg_replace('/-----[^-]+-----|\s/', '', $this->setting('key', '')));
        if ($key === '') {
            return null;
        }

        $eddsa = $this->setting('algorithm', 'HS256') === 'EdDSA';
        $header = ['typ' => 'JWT', 'alg' => $eddsa ? 'EdDSA' : 'HS256', 'kid' => $this->setting('key_id')];
        $claims = [
            'iss' => $this->setting('organisation', 'default'),
            'sub' => $this->user(),
            'exp' => time() + $this->token_life(),
        ];
        $text = self::base64url(json_encode(array_filter($header))) . '.' . self::base64url(json_encode($claims));

        if ($eddsa) {
            // What `openssl genpkey -algorithm ed25519` writes (RFC 8410) ends with the 32 bytes that matter.
            $pair = sodium_crypto_sign_seed_keypair(substr($key, -SODIUM_CRYPTO_SIGN_SEEDBYTES));
            $signature = sodium_crypto_sign_detached($text, sodium_crypto_sign_secretkey($pair));
        } else {
            $signature = hash_hmac('sha256', $text, $key, true);
        }

        return $text . '.' . self::base64url($signature);
    }

    /** How long a token is good, in seconds; the server takes none of more than an hour. The script asks for the next one before. */
    private function token_life()
    {
        return min(3600, (int) $this->setting('token_life', 600));
    }

    /**
     * The addresses to which this user has written and those in the address book, or null where that is not known: none are
     * collected, none yet, or more than are told. Whom a shortened list left out would be called a stranger.
     */
    private function correspondents()
    {
        $rcmail = rcmail::get_instance();
        $most = (int) $this->setting('most_correspondents', 5000);
        $collected = (string) $rcmail->config->get('collected_recipients');
        $books = array_intersect([$collected, (string) rcube_addressbook::TYPE_CONTACT],
            array_map('strval', array_keys($rcmail->get_address_sources())));
        $addresses = [];

        if (!in_array($collected, $books, true)) {
            return null;
        }

        foreach ($books as $id) {
            $book = $rcmail->get_address_book($id);
            $book->set_pagesize($most + 1);
            foreach ($book->list_records(['email'], 0, true) as $record) {
                $addresses = array_merge($addresses, rcube_addressbook::get_col_values('email', $record, true));
            }
            if (count($addresses) > $most) {
                return null;
            }
        }

        return array_values(array_unique(array_filter($addresses)));
    }

    private function setting($name, $default = null)
    {
        return rcmail::get_instance()->config->get('threat_banner_' . $name, $default);
    }

    private static function base64url($bytes)
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
