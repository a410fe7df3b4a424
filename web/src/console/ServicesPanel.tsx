import { formatMs } from "../format/numbers";
import { formatAgo } from "./measure";
import type { Service } from "./ops";
import { Panel, ScrollBox } from "./Panel";
import { StateMark } from "./StateMark";

export function ServicesPanel({ services, at }: { services: readonly Service[] | undefined; at: string | undefined }) {
  const now = at ? Date.parse(at) : Date.now();
  return (
    <Panel title="Services" area="services">
      <ScrollBox label="State of each service">
        <table>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">State</th>
              <th scope="col">Since</th>
              <th scope="col" className="number">
                Answers in
              </th>
            </tr>
          </thead>
          <tbody>
            {services?.map((service) => (
              <tr key={service.name}>
                <th scope="row">
                  {service.name}
                  {service.detail && <span className="muted service-detail">{service.detail}</span>}
                </th>
                <td>
                  <StateMark state={service.state} />
                </td>
                <td className="nowrap">{service.since ? formatAgo(service.since, now) : "long ago"}</td>
                <td className="number">{service.responseMs === undefined ? "–" : formatMs(service.responseMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}
