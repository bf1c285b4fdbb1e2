package io.bellwire.quickstart;

/** Someone everybody may sign in as. */
record DemoAccount(String email, String password) {

    static final DemoAccount USER = new DemoAccount("demo@example.com", "demo-password");
    static final DemoAccount OPERATOR = new DemoAccount("operator@example.com", "operator-demo");

    @Override
    public String toString() {
        return "DemoAccount[" + email + "]";
    }
}
