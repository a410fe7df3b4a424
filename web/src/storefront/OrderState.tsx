import type { OrderStatus } from "./shop";

const STEPS: readonly { status: OrderStatus; label: string }[] = [
  { status: "placed", label: "Placed" },
  { status: "paid", label: "Paid" },
  { status: "shipped", label: "Shipped" },
  { status: "delivered", label: "Delivered" },
];

export function OrderState({ status }: { status: OrderStatus }) {
  const reached = STEPS.findIndex((step) => step.status === status);
  return (
    <div className="state" data-status={status}>
      {status === "cancelled" ? (
        <p className="state-cancelled">Cancelled. What you ordered went back on the shelf.</p>
      ) : (
        <ol aria-hidden="true">
          {STEPS.map((step, index) => (
            <li key={step.status} data-reached={index <= reached} data-now={index === reached}>
              {step.label}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
