package io.millrace.shop;

/** A request that cannot be met; becomes an HTTP status with a stable code and a message for users. */
final class ShopException extends RuntimeException {
    private final int status;
    private final String code;

    private ShopException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static ShopException invalid(String message) {
        return new ShopException(400, "invalid_request", message);
    }

    static ShopException forbidden(String message) {
        return new ShopException(403, "forbidden", message);
    }

    static ShopException notFound(String code, String message) {
        return new ShopException(404, code, message);
    }

    static ShopException conflict(String code, String message) {
        return new ShopException(409, code, message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
